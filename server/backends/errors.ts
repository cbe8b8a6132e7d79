/** What kind of failure it was; decides whether the call is tried again. */
export type BackendErrorKind =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "unreachable"
  | "timeout"
  | "rate_limited"
  | "not_json"
  | "invalid"
  | "too_large"
  | "refused"
  | "server";

export type BackendTrouble = {
  kind: BackendErrorKind;
  /** What happened, naming the system. */
  what: string;
  /** The cause, as far as it is known. Never holds a credential. */
  why: string;
  /** What the reader can do about it. */
  todo: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** The vendor's error code, such as RESOURCE_DOES_NOT_EXIST. */
  code?: string;
  /** The vendor's message, where it sent one. */
  vendorMessage?: string;
  /** How long the system asked clients to wait, in milliseconds. */
  retryAfterMs?: number;
};

/** Every failure of a backend, in words for the connection's page. */
export class BackendError extends Error {
  readonly kind: BackendErrorKind;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly status: number | null;
  readonly code: string | null;
  readonly vendorMessage: string;
  readonly retryAfterMs: number | null;

  constructor(trouble: BackendTrouble, options?: { cause?: unknown }) {
    super([trouble.what, trouble.why, trouble.todo].map(sentence).join(" "), options);
    this.name = "BackendError";
    this.kind = trouble.kind;
    this.what = sentence(trouble.what);
    this.why = sentence(trouble.why);
    this.todo = sentence(trouble.todo);
    this.status = trouble.status ?? null;
    this.code = trouble.code ?? null;
    this.vendorMessage = trouble.vendorMessage ?? "";
    this.retryAfterMs = trouble.retryAfterMs ?? null;
  }

  /** The same failure for the code that handles it, in other words. */
  withoutDetails(words: Pick<BackendTrouble, "what" | "why" | "todo">): BackendError {
    const { kind, retryAfterMs, status, code } = this;
    const facts = {
      kind,
      status: status ?? undefined,
      code: code ?? undefined,
      retryAfterMs: retryAfterMs ?? undefined,
    };
    return new BackendError({ ...facts, ...words });
  }

  /** Whether the same request may succeed later without any change. */
  get isTransient(): boolean {
    return ["unreachable", "timeout", "rate_limited", "server"].includes(this.kind);
  }
}

/** Adds a capital and a full stop where they are missing. */
function sentence(text: string): string {
  const capital = /^[a-z]+\b/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.?!]$/.test(capital) || capital === "" ? capital : `${capital}.`;
}

/**
 * One sentence for every failure at an address in a network: closed to Terrapin, nothing there, or something else there.
 * Whoever may enter addresses learns from it nothing about that network.
 */
export const notFoundThere = (vendor: string, origin: string) => ({
  what: `Terrapin found no ${vendor} at ${origin}.`,
  why: "Nothing answers there, something else does, or Terrapin may not connect to that address. Only owners are told which.",
  todo: "Check host name, port and credentials. An owner finds the reason with Test, and opens private addresses under Settings, Outbound addresses.",
});

/** The error for an address that is closed (`private`: an owner can open it) or never open. */
export function refusedAddress(host: string, kind: "private" | "never"): BackendError {
  return new BackendError({
    kind: "refused",
    what: `Terrapin does not connect to ${host}`,
    ...(kind === "private"
      ? {
          why: "it is, or its name leads to, a private address that is not open to connections",
          todo: "Open its range under Settings, Outbound addresses, as an owner.",
        }
      : {
          why: "it leads to a link-local or cloud metadata address, where a machine's own keys are handed out",
          todo: "Enter the address of the server itself.",
        }),
  });
}

const UNREACHABLE: Record<string, { why: string; todo: string }> = {
  ENOTFOUND: {
    why: "its host name is not known to the name server",
    todo: "Check the host name for a typing error, and that this machine can resolve it.",
  },
  EAI_AGAIN: {
    why: "the name server did not answer",
    todo: "Check this machine's network and name server.",
  },
  ECONNREFUSED: {
    why: "nothing listens at that address and port",
    todo: "Check the port, and that the server is running.",
  },
  ECONNRESET: {
    why: "the connection was cut before the answer was through",
    todo: "Check the server's own log, and any proxy between; Terrapin tries again by itself.",
  },
  EHOSTUNREACH: {
    why: "no route leads to that host",
    todo: "Check the address, and the firewall or VPN between.",
  },
  ENETUNREACH: {
    why: "no route leads to that network",
    todo: "Check the address, and this machine's network.",
  },
};

/** The error for a failure below HTTP; `code` is Node's (ECONNREFUSED, CERT_HAS_EXPIRED …). */
export function networkError(vendor: string, origin: string, error: unknown): BackendError {
  const code = errorCode(error);
  const what = `${vendor} at ${origin} cannot be reached`;
  if (
    code.includes("CERT") ||
    code.includes("SELF_SIGNED") ||
    code.startsWith("ERR_TLS") ||
    code === "EPROTO"
  ) {
    return new BackendError(
      {
        kind: "unreachable",
        what,
        why: `its TLS certificate or handshake was not accepted (${code})`,
        todo: "If the server has a private certificate authority, start Terrapin with NODE_EXTRA_CA_CERTS naming its file; check http:// against https://.",
      },
      { cause: error },
    );
  }
  const known = UNREACHABLE[code];
  return new BackendError(
    {
      kind: "unreachable",
      what,
      why: known?.why ?? (code || (error instanceof Error ? error.message : "the connection failed")),
      todo: known?.todo ?? "Check the address, and that this machine may connect to it.",
    },
    { cause: error },
  );
}

function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
