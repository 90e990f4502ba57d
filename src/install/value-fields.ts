import { z } from "zod";

/** Building blocks of the chart's values: each has a default and a description, so that nothing in values.yaml is without either. */

/** One value. */
export const value = <T extends z.ZodType>(schema: T, fallback: z.output<T>, description: string) =>
  schema.default(fallback as never).describe(description);

/** Values that belong together. Unknown names are refused: a misspelt value would be silently without effect. */
export const group = <T extends z.ZodRawShape>(description: string, shape: T) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(description);

export const flag = (fallback: boolean, description: string) => value(z.boolean(), fallback, description);

export const text = (fallback: string, description: string) => value(z.string(), fallback, description);

/** What a text must look like, whole (an empty one is allowed where the form says so), and the sentence that tells who wrote another. */
export interface Form {
  /** Must mean the same to Go: no look-around. */
  readonly form: RegExp;
  /** Begins with "write". */
  readonly mend: string;
}

export const formed = ({ form, mend }: Form, fallback: string, description: string) =>
  z.string().regex(form, mend).default(fallback).meta({ description, mend });

export const allFormed = ({ form, mend }: Form, fallback: string[], description: string) =>
  z.array(z.string().regex(form, mend)).default(fallback).meta({ description, mend });

export const oneOf = <const T extends readonly string[]>(words: T, fallback: T[number], description: string) =>
  value(z.enum(words), fallback as never, description);

/** A whole number; `least` is its lower bound. */
export const count = (least: number, fallback: number, description: string) => value(z.int().min(least), fallback, description);

export const texts = (fallback: string[], description: string) => value(z.array(z.string().min(1)), fallback, description);

/** Labels, annotations and the like. */
export const textMap = (fallback: Record<string, string>, description: string) =>
  value(z.record(z.string(), z.string()), fallback, description);

const kubernetesObject = z.record(z.string(), z.unknown());

/** A part of a Kubernetes object, passed on as it is: the API server judges it. */
export const passedOn = (fallback: Record<string, unknown>, description: string) => value(kubernetesObject, fallback, description);

/** Parts of Kubernetes objects, passed on as they are. */
export const allPassedOn = (description: string) => value(z.array(kubernetesObject), [], description);
