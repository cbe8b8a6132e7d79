"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { roomOf } from "./nav";

/**
 * The project the reader has chosen, null for all of them. Lists carry it in their address; a page of one object
 * does not, and there the last choice is remembered.
 */
export function useProject(): string | null {
  const pathname = usePathname();
  const params = useSearchParams();
  const named = params.get("project");
  const isList = roomOf(pathname)?.path({}) === pathname;
  const [remembered, setRemembered] = useState(named);
  const project = isList || named !== null ? named : remembered;
  if (project !== remembered) setRemembered(project);
  return project;
}
