import { type Answer, jsonAnswer } from "../loopback.ts";

const STATUS: Record<string, number> = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  INTERNAL_ERROR: 500,
  UNAUTHENTICATED: 401,
  REQUEST_LIMIT_EXCEEDED: 429,
};

/** An error answer of MLflow. */
export class MlflowRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  answer(): Answer {
    const error_class = this.code === "RESOURCE_DOES_NOT_EXIST" ? "RESOURCE_NOT_FOUND" : this.code;
    const body = { error_code: this.code, message: this.message, sqlstate: "KAM00", error_class };
    return jsonAnswer(body, STATUS[this.code] ?? 400);
  }
}

/** A parameter that must be there. */
export function required(value: unknown, name: string): string {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw new MlflowRefusal(
    "INVALID_PARAMETER_VALUE",
    `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`,
  );
}
