# The operator's image: Node and one file. docs/image.md tells what is in it, how to build it and how to verify it.

# The bundle is the same for every architecture: it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim@sha256:173f125896c3b47ddf056734c7ea789d04595a6a08769a8f78e0df642781fb66 AS build
WORKDIR /build
COPY .npmrc package.json package-lock.json ./
# What bundles works without the packages' install scripts, so none of them runs.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY LICENSE tsconfig.json ./
COPY tools/bundle.ts tools/notices.ts tools/
COPY src src
RUN node tools/bundle.ts

FROM gcr.io/distroless/nodejs24-debian13:nonroot@sha256:9eeb7f5887d0e239e78264b06f7f11d2e14be534050481803a9e4728fcdd278e
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="isms-scope-operator" \
      org.opencontainers.image.description="Keeps answering whether what an information security scope declares is what a Kubernetes cluster runs." \
      org.opencontainers.image.documentation="https://isms-scope.io" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
# No package.json lies beside it: its name says that it is a module.
COPY --from=build /build/dist/operator.js /app/operator.mjs
COPY --from=build /build/LICENSE /build/dist/THIRD-PARTY-NOTICES /app/
USER 65532:65532
EXPOSE 8080
# The flags are those with which the operator is tested and measured: NODE_FLAGS in tools/operator/process.ts.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=4", "--heap-growing-percent=100", "/app/operator.mjs"]
