import "server-only";
import { type GitlabOptions, openGitlab } from "./gitlab/backend.ts";
import { type MlflowOptions, openMlflow } from "./mlflow/backend.ts";
import type { Backend } from "./types.ts";

export type BackendAddress =
  | { vendor: "mlflow"; url: string; options: MlflowOptions }
  | { vendor: "gitlab"; url: string; options: GitlabOptions };

/** What a connection's credentials may hold; which of them count is the vendor's affair. */
export type Credentials = { token?: string; username?: string; password?: string };

/** Opens the backend of a connection. Nothing is sent yet; the caller closes it. */
export function openBackend(address: BackendAddress, credentials: Credentials): Backend {
  return address.vendor === "mlflow"
    ? openMlflow(address.url, credentials, address.options)
    : openGitlab(address.url, credentials, address.options);
}
