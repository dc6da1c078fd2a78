/** A few choices side by side, one of them chosen: a radio group that looks like one control. */
import { useId } from "react";
import styles from "./Segments.module.css";

export interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  /** Shown, but not to be changed. */
  disabled?: boolean;
  onChange(value: T): void;
}

export function Segments<T extends string>({ label, value, options, disabled, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.group}>
      {options.map((option) => (
        <label key={option.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            className={styles.input}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
