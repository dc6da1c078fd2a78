/** One choice of several behind a button that shows the present one. For devices and settings. */
import { IconChevronDown } from "@tabler/icons-react";
import { classes } from "./classes";
import { Menu, MenuItem } from "./Menu";
import styles from "./Select.module.css";

export interface Option<T> {
  value: T;
  label: string;
}
export interface SelectProps<T> {
  label: string;
  value: T;
  options: readonly Option<T>[];
  disabled?: boolean;
  /** No frame: for a row that has its own. */
  bare?: boolean;
  onChange(value: T): void;
}

export function Select<T extends string | null>({ label, value, options, disabled, bare, onChange }: SelectProps<T>) {
  const present = options.find((option) => option.value === value)?.label ?? options[0]?.label ?? "";
  return (
    <Menu
      label={label}
      className={styles.menu}
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className={classes(styles.trigger, bare && styles.bare)}
          disabled={disabled}
          aria-label={`${label}: ${present}`}
        >
          <span className={styles.present}>{present}</span>
          <IconChevronDown size={18} aria-hidden="true" />
        </button>
      )}
    >
      {options.map((option) => (
        <MenuItem
          key={option.value ?? ""}
          kind="radio"
          checked={option.value === value}
          onSelect={() => onChange(option.value)}
        >
          {option.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
