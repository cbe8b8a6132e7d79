"use client";
import { Columns3 } from "lucide-react";
import dynamic from "next/dynamic";
import { Button } from "./button";
import type { ColumnPickerProps } from "./column-picker";
import { Popover } from "./popover";

const Picker = dynamic(() => import("./column-picker").then((module) => module.ColumnPicker), { ssr: false });

/** Opens the choice of a table's columns. */
export function ColumnsButton(props: ColumnPickerProps) {
  return (
    <Popover
      label="Columns"
      align="end"
      trigger={
        <Button size="s">
          <Columns3 size={14} /> Columns
        </Button>
      }
    >
      <Picker {...props} />
    </Popover>
  );
}
