import { type VendorId, vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { toApiValue, toFieldValue, type Values } from "./field-values";

/** Ways to sign in that are no method of the vendor. */
export const stored = "stored";
export const anonymous = "anonymous";

/** What the form of a connection holds while it is filled in. */
export type Draft = {
  project: string;
  vendor: VendorId;
  name: string;
  url: string;
  /** `stored`, `anonymous`, or the label of one of the vendor's methods. */
  signIn: string;
  credentials: Values;
  every: string;
  options: Values;
};
export type Change = (values: Partial<Draft>) => void;
export type Errors = Partial<Record<string, string>>;

/** The paths of the form's fields, as the server names them in what it finds wrong. */
export function fieldPaths(vendor: VendorId): string[] {
  const { credentials, options } = vendorOf(vendor);
  return [
    ...["project", "name", "url"],
    ...Object.keys(credentials.fields).map((key) => `credentials.${key}`),
    "credentials",
    "options.everySeconds",
    ...Object.keys(options).map((key) => `options.${key}`),
  ];
}

function draftWith(vendor: VendorId, options: Record<string, unknown>) {
  const about = vendorOf(vendor);
  const fields = Object.entries(about.options);
  return {
    vendor,
    credentials: {},
    every: String(options.everySeconds ?? 30),
    options: Object.fromEntries(fields.map(([key, field]) => [key, toFieldValue(field, options[key])])),
  };
}

export function emptyDraft(vendor: VendorId, project: string): Draft {
  const { name, credentials } = vendorOf(vendor);
  const first = credentials.anonymousByDefault ? undefined : credentials.methods[0]?.label;
  return { ...draftWith(vendor, {}), project, name, url: "", signIn: first ?? anonymous };
}

export function draftOf({ project, vendor, name, url, hasCredentials, options }: Connection): Draft {
  return { ...draftWith(vendor, options), project, name, url, signIn: hasCredentials ? stored : anonymous };
}

/** `undefined` leaves the stored credentials, null removes them. */
function credentialsOf({ vendor, signIn, credentials }: Draft) {
  if (signIn === stored) return undefined;
  const { fields, methods } = vendorOf(vendor).credentials;
  const method = methods.find(({ label }) => label === signIn);
  if (!method) return null;
  // An empty field is sent too, so that the server says what is missing.
  return Object.fromEntries(
    method.fields.flatMap((key) => (fields[key] ? [[key, credentials[key] ?? ""]] : [])),
  );
}

/** A new connection, or one to test, as the API takes it. */
export function toInput(draft: Draft) {
  const { project, vendor, name, url, every, options } = draft;
  const fields = Object.entries(vendorOf(vendor).options);
  return {
    ...{ project, vendor, name, url },
    credentials: credentialsOf(draft),
    options: {
      everySeconds: Number(every),
      ...Object.fromEntries(fields.map(([key, field]) => [key, toApiValue(field, options[key])])),
    },
  };
}
