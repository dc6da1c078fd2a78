/**
 * The theme as the floating parts of Mantine (menu, tooltip, popover) need it. The look itself lives in tokens.css;
 * here only what JavaScript must know.
 */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Mantine asks for ten shades; they are our variables, so light and dark stay the matter of tokens.css. */
const indigo: MantineColorsTuple = [
  "var(--indigo-100)",
  "var(--indigo-100)",
  "var(--indigo-200)",
  "var(--indigo-300)",
  "var(--indigo-400)",
  "var(--indigo-500)",
  "var(--indigo-600)",
  "var(--indigo-700)",
  "var(--indigo-700)",
  "var(--indigo-900)",
];

export const theme = createTheme({
  colors: { indigo },
  primaryColor: "indigo",
  primaryShade: 6,
  fontFamily: "var(--font)",
  defaultRadius: "var(--radius)",
  respectReducedMotion: true,
  cursorType: "pointer",
});
