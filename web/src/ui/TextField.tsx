/** One line of text with its label, a hint and an error that screen readers hear. */
import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes";
import styles from "./TextField.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "size"> {
  label: string;
  /** The label is for screen readers only; the surroundings say it to the eye. */
  labelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong and what to do. Empty or undefined = all is well. */
  error?: string | undefined;
  icon?: ReactNode;
  /** Stands inside the field at its end: a button. */
  end?: ReactNode;
}

export function TextField({ label, labelHidden, hint, error, icon, end, id, className, ...rest }: TextFieldProps) {
  const own = useId();
  const field = id ?? own;
  const note = error || hint;
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={field} className={styles.label}>
        {labelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </label>
      <div className={classes(styles.frame, !!error && styles.wrong)}>
        {icon && (
          <span className={styles.icon} aria-hidden="true">
            {icon}
          </span>
        )}
        <input
          {...rest}
          id={field}
          className={styles.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${field}-note` : undefined}
        />
        {end}
      </div>
      <div id={`${field}-note`} className={classes(styles.note, !!error && styles.error)} aria-live="polite">
        {note}
      </div>
    </div>
  );
}
