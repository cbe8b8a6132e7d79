import "server-only";
import { type GitlabOptions, openGitlab } from "./gitlab/backend.ts";
import { type MlflowOptions, openMlflow } from "./mlflow/backend.ts";
import type { Backend, Patience } from "./types.ts";

/** What a connection's credentials may hold; which of them count is the vendor's affair. */
export type Credentials = { token?: string; username?: string; password?: string };

/**
 * Opens the backend of a connection. Nothing is sent yet; the caller closes it.
 * @param patience how often a reading call is tried in all, and the clock; the defaults suit background work
 */
export function openBackend(
  to: { vendor: "mlflow" | "gitlab"; url: string; options: MlflowOptions & GitlabOptions },
  credentials: Credentials,
  patience: Patience = {},
): Backend {
  return to.vendor === "mlflow"
    ? openMlflow(to.url, credentials, to.options, patience)
    : openGitlab(to.url, credentials, to.options, patience);
}
