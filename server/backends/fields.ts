import { z } from "zod";
import type { Field } from "./vendor.ts";

/** Fields that several vendors have. */

const secret = z.string().min(1, "is empty").max(8000);

/** It travels in a header, where a line break or a space copied along is refused. */
const headerText = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(8000)
  .regex(/^[!-~]*$/, "holds spaces, line breaks or letters that no token has: copy it again");

/** @param hint shown below the field @param description for the API's document */
export const tokenField = (hint: string, description: string) =>
  ({
    label: "Token",
    hint,
    input: "secret",
    schema: headerText.describe(description),
  }) satisfies Field;

export const userNameField = {
  label: "User name",
  input: "text",
  schema: z.string().min(1, "is empty").max(500),
} satisfies Field;

export const passwordField = { label: "Password", input: "secret", schema: secret } satisfies Field;
