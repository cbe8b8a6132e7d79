"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { onWaitingToast } from "./toast";

const ToastRegion = dynamic(() => import("./toast-region").then((module) => module.ToastRegion), {
  ssr: false,
});

/** The place of toasts. Base UI's toast is loaded with the first message. */
export function Toaster() {
  const [needed, setNeeded] = useState(false);
  useEffect(() => onWaitingToast(() => setNeeded(true)), []);
  return needed ? <ToastRegion /> : null;
}
