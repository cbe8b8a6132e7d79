import "server-only";
import type { Backend, BackendWith, ClientOptions } from "./types.ts";
import type { CredentialsOf, OptionsOf, Vendor } from "./vendor.ts";
import { type Credentials, type Options, type VendorId, vendorOf } from "./vendors.ts";

/** What `backend.ts` in a vendor's folder exports as `open`. Its type holds the backend to its stated capabilities. */
export type Open<V extends Vendor> = (
  to: { url: string; credentials: CredentialsOf<V>; options: OptionsOf<V> },
  behaviour: ClientOptions,
) => BackendWith<V["capabilities"][number]>;

export type Target<Id extends VendorId = VendorId> = {
  [V in Id]: { vendor: V; url: string; credentials: Credentials<V>; options: Options<V> };
}[Id];

/**
 * Opens the backend of a connection. Nothing is sent yet; the caller closes it. A vendor's client is found by the name
 * of its folder and loaded when it is first needed.
 * @param behaviour where it may connect to; the defaults of the rest suit background work
 */
export async function openBackend(to: Target, behaviour: ClientOptions): Promise<Backend> {
  const { id } = vendorOf(to.vendor);
  const folder: { open: (to: Target, behaviour: ClientOptions) => Backend } = await import(
    `./${id}/backend.ts`
  );
  return folder.open(to, behaviour);
}
