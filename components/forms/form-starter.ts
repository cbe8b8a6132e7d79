import type { z } from "zod";
import type { newForm } from "@/server/forms/schema";

/** What the dialog of a form holds while it is filled in. */
export type Draft = z.input<typeof newForm>;

/** What a new form asks until its maker changes it: the questions most teams begin with. */
export const starter: Draft = {
  project: "",
  model: "",
  environment: "",
  slug: "",
  title: "",
  intro: "",
  fields: [
    { kind: "prediction", key: "prediction", label: "Prediction", required: false },
    { kind: "rating", key: "rating", label: "How good was the result?", required: true, max: 5 },
    { kind: "text", key: "what_happened", label: "What happened?", required: false, maxLength: 2000 },
  ],
};

/** A new question of a kind. */
export function question(kind: Draft["fields"][number]["kind"], taken: string[]): Draft["fields"][number] {
  let key: string = kind;
  for (let n = 2; taken.includes(key); n += 1) key = `${kind}_${n}`;
  const asked = { key, required: false };
  switch (kind) {
    case "rating":
      return { ...asked, kind, label: "How good was the result?", max: 5 };
    case "text":
      return { ...asked, kind, label: "What happened?", maxLength: 2000 };
    case "prediction":
      return { ...asked, kind, label: "Prediction" };
    case "label":
      return { ...asked, kind, label: "What is right?", options: [] };
    case "choice":
      return { ...asked, kind, label: "Which of these?", options: [] };
  }
}
