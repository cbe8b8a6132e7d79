"use client";
import dynamic from "next/dynamic";

const FirstStepsList = dynamic(() => import("./first-steps-list").then((m) => m.FirstStepsList), {
  ssr: false,
});

const NextStepsList = dynamic(() => import("./next-steps-list").then((m) => m.NextStepsList), { ssr: false });

/** The first steps of a new installation or project. Loaded when shown: most visits to the overview never need them. */
export function FirstSteps({ project }: { project?: string }) {
  return <FirstStepsList project={project} />;
}

/** The steps between the first connection and the first promotion. `named`: whether there is an environment. */
export function NextSteps(props: { project?: string; named: boolean }) {
  return <NextStepsList {...props} />;
}
