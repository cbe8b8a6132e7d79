import type { Row } from "./read.ts";

/** Sends one request of the REST API in the name of a sample person. */
export type Send = (as: string, method: string, path: string, body?: Row) => Promise<Row>;

/** Somebody who was no part of the sample. */
export const ownPerson = {
  name: "Ada",
  email: "ada@example.com",
  password: "a password kept for upgrade tests",
};
/** What the own connection sends to the sample's MLflow, which asks for none. */
export const ownCredentials = { token: "a-token-kept-for-upgrade-tests" };

const project = "own-work";
const model = "wine-grader";
const environment = "live";

/**
 * Does beside the sample what a team does: a project of its own with people, a connection, an environment, a policy,
 * a form with answers, live metrics, and promotions that ended in every way there is.
 * @param mlflow where the sample's MLflow answers
 */
export async function makeOwnWork(send: Send, mlflow: string): Promise<void> {
  await send("owner", "POST", "/projects", { name: "Own work", slug: project });
  await send("owner", "POST", "/people", { ...ownPerson, project, role: "approver" });
  for (const role of ["maintainer", "approver", "contributor"]) {
    await send("owner", "POST", "/people", { name: role, email: `${role}@example.com`, project, role });
  }
  const connection = await connect(send, mlflow);
  const place = { project, name: environment, connection, alias: "own-live" };
  await send("maintainer", "PUT", "/environments", place);
  await send("maintainer", "PUT", "/policies", {
    ...{ project, model, environment },
    gates: [
      { metric: "f1", atLeast: 0.8 },
      { metric: "log_loss", atMost: 1 },
    ],
    rules: [{ role: "approver", count: 1 }],
    expiresAfterHours: 8760,
  });
  await promote(send);
  await collectFeedback(send);
  await send("contributor", "POST", "/points", {
    project,
    points: Array.from({ length: 300 }, (_, n) => ({
      subject: `environment:${model}@${environment}`,
      name: "own_latency_ms",
      at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
      value: n % 50 === 49 ? "NaN" : 20 + (n % 7),
    })),
  });
}

async function connect(send: Send, mlflow: string): Promise<string> {
  const { id } = await send("maintainer", "POST", "/connections", {
    ...{ project, vendor: "mlflow", name: "own mlflow", url: mlflow, credentials: ownCredentials },
    options: { everySeconds: 86_400, experiments: ["train-wine"] },
  });
  for (let tries = 0; tries < 120; tries++) {
    const { lastSyncAt } = await send("maintainer", "GET", `/connections/${id}`);
    if (lastSyncAt) return String(id);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("the own connection was not read within a minute");
}

/** One promotion that serves, one that was rolled back, and one each that was rejected, canceled and is still open. */
async function promote(send: Send): Promise<void> {
  const ask = async (version: string) => {
    const wanted = { project, model, version, environment, reason: `Version ${version} is to serve` };
    return String((await send("contributor", "POST", "/promotions", wanted)).id);
  };
  const decide = (id: string, decision: string) =>
    send("approver", "POST", `/promotions/${id}/decisions`, { decision, comment: `I ${decision}.` });
  const serve = async (version: string) => {
    const id = await ask(version);
    await decide(id, "approve");
    await executed(send, id);
    return id;
  };
  await serve("3");
  const back = await send("maintainer", "POST", `/promotions/${await serve("4")}/rollback`, {
    reason: "Too slow",
  });
  await executed(send, String(back.id));
  await decide(await ask("1"), "reject");
  await send("contributor", "POST", `/promotions/${await ask("2")}/cancel`, { comment: "Not now" });
  const open = await ask("5");
  await send("approver", "POST", `/promotions/${open}/comments`, { text: "What about the recall of 3?" });
}

async function executed(send: Send, id: string): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    const { status } = await send("contributor", "GET", `/promotions/${id}?wait=10`);
    if (status === "succeeded") return;
    if (status !== "approved" && status !== "executing") throw new Error(`promotion ${id} is ${status}`);
  }
  throw new Error(`promotion ${id} was not executed`);
}

async function collectFeedback(send: Send): Promise<void> {
  const slug = "own-form";
  await send("maintainer", "POST", "/forms", {
    ...{ project, model, environment, slug, title: "Tell us", intro: "What was wrong?" },
    fields: [
      { kind: "rating", key: "rating", label: "How good?", required: true, max: 5 },
      { kind: "label", key: "grade", label: "The grade is", options: ["class_0", "class_1", "class_2"] },
      { kind: "choice", key: "what", label: "What happened?", options: ["Wrong", "Slow"] },
      { kind: "text", key: "words", label: "In your words" },
      { kind: "prediction", key: "prediction", label: "Number" },
    ],
  });
  const answers = [
    { rating: 1, grade: "class_2", what: "Wrong", words: "Zażółć 🐢\n<b>not bold</b>", prediction: "p-1" },
    { rating: 5 },
    { rating: 3, what: "Slow" },
  ];
  const ids: string[] = [];
  for (const [n, given] of answers.entries()) {
    const { id } = await send("contributor", "POST", `/forms/${slug}/items`, {
      answers: given,
      idempotencyKey: `own-${n}`,
    });
    ids.push(String(id));
  }
  await send("approver", "PATCH", `/feedback/${ids[0]}`, {
    status: "confirmed",
    assignee: "me",
    tags: ["own"],
  });
  await send("maintainer", "PATCH", `/forms/${slug}`, { title: "Tell us what was wrong" });
}
