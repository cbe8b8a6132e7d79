import "server-only";
import type { Backend, BackendWith, Patience } from "./types.ts";
import type { CredentialsOf, OptionsOf, Vendor } from "./vendor.ts";
import { type Credentials, type Options, type VendorId, vendorOf } from "./vendors.ts";

/** What `backend.ts` in a vendor's folder exports as `open`. Its type holds the backend to its stated capabilities. */
export type Open<V extends Vendor> = (
  to: { url: string; credentials: CredentialsOf<V>; options: OptionsOf<V> },
  patience: Patience,
) => BackendWith<V["capabilities"][number]>;

export type Target<Id extends VendorId = VendorId> = {
  [V in Id]: { vendor: V; url: string; credentials: Credentials<V>; options: Options<V> };
}[Id];

/**
 * Opens the backend of a connection. Nothing is sent yet; the caller closes it. A vendor's client is found by the name
 * of its folder and loaded when it is first needed.
 * @param patience how often a reading call is tried in all, and the clock; the defaults suit background work
 */
export async function openBackend(to: Target, patience: Patience = {}): Promise<Backend> {
  const { id } = vendorOf(to.vendor);
  const folder: { open: (to: Target, patience: Patience) => Backend } = await import(`./${id}/backend.ts`);
  return folder.open(to, patience);
}
