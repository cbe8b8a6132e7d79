import { about as gitlab } from "./gitlab/about.ts";
import { about as mlflow } from "./mlflow/about.ts";
import type { Capability } from "./types.ts";
import type { CredentialsOf, OptionsOf, Vendor } from "./vendor.ts";

/** The one list of vendors. Forms, validation, the API's document, sync and the contract suites are driven by it. */
export const vendors = [mlflow, gitlab] as const;

type Listed = (typeof vendors)[number];
export type VendorId = Listed["id"];
type Of<Id extends VendorId> = Extract<Listed, { id: Id }>;

/** Credentials of one vendor, or of any. */
export type Credentials<Id extends VendorId = VendorId> = { [V in Id]: CredentialsOf<Of<V>> }[Id];
/** Options of one vendor, or of any. */
export type Options<Id extends VendorId = VendorId> = { [V in Id]: OptionsOf<Of<V>> }[Id];

export const vendorIds: readonly VendorId[] = vendors.map(({ id }) => id);

/** @throws Error for an id that is not in the list, such as that of a vendor of another version of Terrapin */
export function vendorOf(id: string): Vendor & { id: VendorId } {
  const vendor = vendors.find((each) => each.id === id);
  if (!vendor) throw new Error(`This Terrapin knows no vendor "${id}".`);
  return vendor;
}

export const vendorsWith = (capability: Capability): readonly (Vendor & { id: VendorId })[] =>
  vendors.filter((vendor: Vendor) => vendor.capabilities.includes(capability));

export const hasCapability = (id: string, capability: Capability): boolean =>
  vendorsWith(capability).some((vendor) => vendor.id === id);
