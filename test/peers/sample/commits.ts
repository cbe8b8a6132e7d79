import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RecordedCommit } from "../../../server/sample/gitlab/shapes.ts";
import { beside } from "../python-env.ts";
import type { Calendar } from "./calendar.ts";

export const PROJECTS = { models: 21, portal: 22 };
export const USERS = { owner: 1, maintainer: 2, contributor: 3, approver: 4, scheduler: 5 };

export type Commit = RecordedCommit & { branch: string; key: string | null; ms: number; merge: boolean };

/** The history of both repositories, oldest first, out of the two text files beside this one. */
export function readCommits(calendar: Calendar): Commit[] {
  return [
    ...parse("sample/commits.txt", PROJECTS.models, true, calendar),
    ...parse("sample/portal-commits.txt", PROJECTS.portal, false, calendar),
  ];
}

function parse(file: string, project: number, keyed: boolean, calendar: Calendar): Commit[] {
  const heads = new Map<string, string>();
  const lines = readFileSync(beside(`./${file}`), "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [day = "", time = "", branch = "", user = "", ...rest] = line.split(" ");
      const key = keyed ? rest.shift() : undefined;
      const title = rest.join(" ");
      const sha = createHash("sha1").update(`${project} ${line}`).digest("hex");
      const parent = heads.get(branch) ?? heads.get("main") ?? null;
      heads.set(branch, sha);
      const ms = calendar.at(Number(day), time);
      return {
        project,
        sha,
        parent,
        title,
        user: user === "m" ? USERS.maintainer : USERS.contributor,
        at: new Date(ms).toISOString(),
        branch,
        key: key === undefined || key === "-" ? null : key,
        ms,
        merge: title.startsWith("Merge branch"),
      };
    });
}

/** The newest commit of a branch up to a moment. */
export function headAt(commits: readonly Commit[], project: number, branch: string, ms: number): Commit {
  const found = commits.findLast((one) => one.project === project && one.branch === branch && one.ms <= ms);
  if (!found) throw new Error(`The history of ${project} has nothing on ${branch} yet.`);
  return found;
}
