import { readFileSync } from "node:fs";
import { z } from "zod";
import type { LiveRecording, SampleFeedback } from "../../../server/sample/live.ts";
import { type Story, samplePerson } from "../../../server/sample/story.ts";
import { beside } from "../python-env.ts";
import type { Calendar } from "./calendar.ts";

/** What users reported: the texts beside this file, tied to answers that the serving models really gave. */

export const predictions = z.array(
  z.object({
    model: z.string(),
    version: z.string(),
    at: z.number(),
    id: z.string(),
    right: z.boolean(),
    said: z.string(),
    certainty: z.number(),
    label: z.string(),
  }),
);
type Prediction = z.infer<typeof predictions>[number];

const TRIAGE_MS = 5 * 3_600_000;
const status = z.enum(["confirmed", "fixed", "declined"]);

export function feedbackOf(
  calendar: Calendar,
  told: Story,
  known: readonly Prediction[],
): LiveRecording["feedback"] {
  const lines = readFileSync(beside("./sample/feedback.txt"), "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line, i) => {
      const [when = "", slug = "", about = "", what = "", rating = "", became = "", text = ""] =
        line.split(" | ");
      const [day = "", time = ""] = when.split(" ");
      const form = told.forms.find((one) => one.slug === slug);
      if (!form) throw new Error(`The story has no form ${slug}.`);
      const at = calendar.at(Number(day), time);
      const earlier = known.filter((one) => one.model === form.model && one.at <= at);
      const prediction = about === "none" ? undefined : lastOf(earlier, about, line);
      const answers: SampleFeedback["answers"] = {};
      for (const { key, kind } of form.fields) {
        if (kind === "prediction" && prediction) answers[key] = prediction.id;
        if (kind === "label" && prediction) answers[key] = prediction.label;
        if (kind === "choice" && what !== "-") answers[key] = what;
        if (kind === "rating" && rating !== "-") answers[key] = Number(rating);
        if (kind === "text") answers[key] = text;
      }
      return {
        form: slug,
        at: new Date(at).toISOString(),
        source: i % 5 === 4 ? ("api" as const) : ("form" as const),
        ...(prediction && { predicted: prediction.said }),
        answers,
        triage: triageOf(became, at),
      };
    });
}

/** The last answer of a kind: `right`, `wrong`, or `wrong:7` for a seven misread. */
function lastOf(answers: readonly Prediction[], about: string, line: string): Prediction {
  const [kind, label] = about.split(":");
  const found = answers.findLast(
    (one) => one.right === (kind === "right") && (!label || one.label === label),
  );
  if (!found) throw new Error(`No model ever gave such an answer: ${line}`);
  return found;
}

function triageOf(became: string, at: number): SampleFeedback["triage"] {
  if (became === "-") return null;
  const [word, by, tags = ""] = became.split(" ");
  const person = samplePerson.parse(by);
  return {
    status: status.parse(word),
    by: person,
    at: new Date(at + TRIAGE_MS).toISOString(),
    assignee: word === "declined" ? null : person,
    tags: tags.split(",").filter((tag) => tag !== ""),
  };
}
