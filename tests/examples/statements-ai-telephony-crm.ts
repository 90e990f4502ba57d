import { PRESENT, type Expected, type Statement } from "./statements.ts";

/** Statements of the telephony product's scope document, in its order. */

const of = (id: string, quote: string, at: Record<string, Expected>): Statement => ({ id, example: "ai-telephony-crm", quote, at });

const PRODUCT = "products[AI Telephony Service & CRM]";
const capability = (id: string, name: string): Statement =>
  of(id, `${name} is a capability`, { [`${PRODUCT}.capabilities[${name}].name`]: name });

const SUPPORTING = "Third-party platform, a supporting service: its internal controls are its own";
const PLATFORMS = ["Stripe", "Twilio", "Google"];
const forEachPlatform = (at: (platform: string) => Record<string, Expected>): Record<string, Expected> =>
  Object.assign({}, ...PLATFORMS.map(at)) as Record<string, Expected>;

const alert = (id: string, name: string): Statement => of(id, `P0 alert for ${name}`, { [`monitoring.alerts[${name}].severity`]: "P0" });

const asset = (id: string, name: string, title: string, examples?: string[]): Statement =>
  of(id, `data type ${title}`, {
    [`informationAssets[${name}].title`]: title,
    ...(examples === undefined ? {} : { [`informationAssets[${name}].examples`]: examples }),
  });

export const telephonyStatements: readonly Statement[] = [
  of("A01", "title", { "document.title": "ISMS Scope" }),
  of("A02", "the product", { [`${PRODUCT}.name`]: "AI Telephony Service & CRM" }),
  capability("A03", "Voice/chat assistant"),
  capability("A04", "Scheduling"),
  capability("A05", "CRM"),
  capability("A06", "Billing"),
  of("A07", "FastAPI backend", { "components[backend].title": "FastAPI backend", "components[backend].sourcePaths": ["backend/"] }),
  of("A08", "static dashboards, three of them", {
    "components[dashboard].sourcePaths": ["dashboard/"],
    "components[widget].sourcePaths": ["widget/"],
    "components[dashboard-proxy].sourcePaths": ["dashboard_proxy/"],
    "components[dashboard].type": "Frontend",
    "components[widget].type": "Frontend",
    "components[dashboard-proxy].type": "Frontend",
  }),
  of("A09", "CI/CD workflows", {
    "components[workflows].type": "Pipeline",
    "components[workflows].sourcePaths": [".github/workflows/*"],
    "components[workflows].presence": "External",
  }),
  of("A10", "IaC and k8s manifests", { "components[manifests].type": "Infrastructure", "components[manifests].sourcePaths": ["k8s/"] }),
  of("A11", "data store Cloud SQL Postgres", {
    "components[cloud-sql-postgres].type": "DataStore",
    "components[cloud-sql-postgres].title": "Cloud SQL Postgres",
  }),
  of("A12", "optional SQLite for dev and test", {
    "components[sqlite].type": "DataStore",
    "components[sqlite].presence": "Optional",
    "components[sqlite].environments": ["ci", "laptops"],
  }),
  asset("A13", "customer-pii", "Customer PII", ["names", "phone", "email", "address"]),
  asset("A14", "conversations", "Conversations", ["transcripts", "notes"]),
  asset("A15", "calendar-events", "Calendar events"),
  asset("A16", "billing-metadata", "Billing metadata", ["Stripe customer ids", "Stripe subscription ids"]),
  of("A17", "limited payment link metadata, no PAN", {
    "informationAssets[payment-link-metadata].title": "Limited payment link metadata",
    "prohibitedData[pan]": "pan",
  }),
  asset("A18", "oauth-tokens", "OAuth tokens", ["Google Calendar", "Gmail", "QBO"]),
  asset("A19", "webhook-payloads", "Webhook payloads", ["Twilio", "Stripe"]),
  of("A20", "environment Prod", { "environments[prod].title": "Prod", "environments[prod].namespaces": PRESENT }),
  of("A21", "environment staging", { "environments[staging].title": "Staging", "environments[staging].namespaces": PRESENT }),
  of("A22", "CI ephemeral environments", {
    "environments[ci].title": "CI ephemeral environments",
    "environments[ci].presence": "Optional",
    "environments[ci].namespaces": PRESENT,
  }),
  of("A23", "laptops only for code and stub/test data", {
    "environments[laptops].title": "Local developer laptops",
    "environments[laptops].presence": "External",
    "environments[laptops].conditions[only for code]": "only for code",
    "environments[laptops].conditions[only for stub/test data]": "only for stub/test data",
  }),
  of("A24", "no production data stored locally", {
    "environments[laptops].conditions[production data must not be stored locally]": "production data must not be stored locally",
  }),
  of("A25", "unit Engineering", { "organization.units[Engineering].name": "Engineering" }),
  of("A26", "unit QA", { "organization.units[QA].name": "QA" }),
  of("A27", "unit SRE/Operations", { "organization.units[SRE/Operations].name": "SRE/Operations" }),
  of("A28", "product owners with access and rights", {
    "personnel[Product owners].condition": "with GitHub access and deployment rights",
  }),
  of(
    "A29",
    "three platforms are supporting services",
    forEachPlatform((name) => ({ [`suppliers[${name}].purpose`]: "Supporting service" })),
  ),
  of(
    "A30",
    "their internal controls are out",
    forEachPlatform((name) => ({ [`exclusions[${name} internal controls].justification`]: SUPPORTING })),
  ),
  of(
    "A31",
    "assessed in vendor register and DPAs",
    forEachPlatform((name) => ({ [`suppliers[${name}].assurance`]: ["vendor register", "DPA"] })),
  ),
  of("A32", "customer-owned infrastructure is out, if self-hosted", {
    "exclusions[Customer-owned infrastructure].condition": "if self-hosted",
    "exclusions[Customer-owned infrastructure].responsible": "customer",
  }),
  of("A33", "responsibilities in TERMS_OF_SERVICE.md", {
    "exclusions[Customer-owned infrastructure].references": ["TERMS_OF_SERVICE.md, shared-responsibility section"],
  }),
  of("A34", "the GitHub repository", {
    "repositories[raven-dev-ops/ai_telephony_service_crm].uri": "https://github.com/raven-dev-ops/ai_telephony_service_crm",
  }),
  of("A35", "protected branches", {
    "repositories[raven-dev-ops/ai_telephony_service_crm].safeguards[protected branches]": "protected branches",
  }),
  of("A36", "required reviews", {
    "repositories[raven-dev-ops/ai_telephony_service_crm].safeguards[required reviews]": "required reviews",
  }),
  of("A37", "built by GitHub Actions", { "technology[GitHub Actions].purpose": "Build" }),
  of("A38", "deployed by Cloud Build and Cloud Run", {
    "technology[Google Cloud].services[Cloud Build].purpose": "Deploy",
    "technology[Google Cloud].services[Cloud Run].purpose": "Deploy; runtime of backend and dashboard proxy",
  }),
  of("A39", "see WIKI.md", { "document.references[WIKI.md].purpose": "Platform Deployment" }),
  of("A40", "artifact signing is planned", { "technology[GitHub Actions].services[Artifact signing].presence": "Planned" }),
  of("A41", "runtime on Cloud Run, not observable here", {
    "technology[Google Cloud].services[Cloud Run].purpose": "Deploy; runtime of backend and dashboard proxy",
    "technology[Google Cloud].services[Cloud Run].presence": "External",
  }),
  of("A42", "runtime Cloud SQL Postgres, the same data store", { "components[cloud-sql-postgres].presence": "External" }),
  of("A43", "bucket for dashboard assets", {
    "technology[Google Cloud].services[Cloud Storage].quantity": "one bucket",
    "technology[Google Cloud].services[Cloud Storage].purpose": "Dashboard assets",
  }),
  of("A44", "Twilio numbers and webhooks", {
    "interfaces[Twilio].direction": "Both",
    "interfaces[Twilio].description": "Numbers and webhooks",
  }),
  of("A45", "Stripe webhooks", { "interfaces[Stripe].direction": "Inbound", "interfaces[Stripe].description": "Webhooks" }),
  of("A46", "Google APIs", {
    "interfaces[Google APIs].direction": "Outbound",
    "interfaces[Google APIs].description": "Calendar and OAuth",
  }),
  of("A47", "central log pipeline", { "monitoring.pipeline": "Central log pipeline" }),
  of("A48", "described in LOGGING_AND_ALERTS.md", {
    "document.references[LOGGING_AND_ALERTS.md].purpose": "Central log pipeline and P0 alert rules",
  }),
  alert("A49", "Twilio"),
  alert("A50", "Webhooks"),
  alert("A51", "Scheduling"),
  alert("A52", "Auth"),
  of("A53", "protect customer and caller data", {
    "objectives[Confidentiality].property": "Confidentiality",
    "objectives[Confidentiality].description": "Protect customer and caller data",
  }),
  of("A54", "the assistant is available", {
    "objectives[Availability].property": "Availability",
    "objectives[Availability].description": "Ensure assistant availability for P0/P1 voice/webhook paths",
  }),
  of("A55", "scheduling, notifications and billing are accurate", {
    "objectives[Integrity].property": "Integrity",
    "objectives[Integrity].description": "Maintain accurate scheduling, notifications, and billing",
  }),
  of("A56", "the Engineering Lead owns the ISMS", { "document.owner.name": "Engineering Lead", "document.owner.role": "ISMS owner" }),
  of("A57", "and coordinates ISO", { "document.owner.duties": ["acts as ISO coordinator"] }),
  of("A58", "deputies in SRE and Product", {
    "document.deputies[SRE].duties": ["evidence", "reviews"],
    "document.deputies[Product].duties": ["evidence", "reviews"],
  }),
];
