"use client";
import dynamic from "next/dynamic";

const FirstStepsList = dynamic(() => import("./first-steps-list").then((m) => m.FirstStepsList), {
  ssr: false,
});

/** The first steps of a new installation or project. Loaded when shown: most visits to the overview never need them. */
export function FirstSteps({ project }: { project?: string }) {
  return <FirstStepsList project={project} />;
}
