/** One of a few choices, each a line with its word and, below it, what it means. */
import { useId } from "react";
import styles from "./Choices.module.css";

export interface Choice<T extends string> {
  value: T;
  label: string;
  hint?: string;
}
export interface ChoicesProps<T extends string> {
  label: string;
  value: T;
  options: readonly Choice<T>[];
  /** Shown, but not to be changed. */
  disabled?: boolean;
  onChange(value: T): void;
}

export function Choices<T extends string>({ label, value, options, disabled, onChange }: ChoicesProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.words}>
            <span>{option.label}</span>
            {option.hint && <span className={styles.hint}>{option.hint}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
