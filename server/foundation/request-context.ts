import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";

/** What the work at hand belongs to: one HTTP request, or one background job. */
export type RequestContext = {
  requestId: string;
  job?: string;
  /** The moment that the audit record gives to what is done; now, where it is absent. */
  at?: string;
};

/** On globalThis: Next.js's bundles load their own copies of this module, and must see the same request. */
const shared = globalThis as typeof globalThis & { terrapinRequest?: AsyncLocalStorage<RequestContext> };
shared.terrapinRequest ??= new AsyncLocalStorage();
const storage = shared.terrapinRequest;

/** Runs work that belongs to a request: what it logs, at any depth, carries the request's id. */
export const inRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Runs work that belongs to the whole process, such as the events of a connection that a request happened to open. */
export const outsideRequest = <T>(work: () => T): T => storage.exit(work);

export const currentRequest = (): RequestContext | undefined => storage.getStore();
