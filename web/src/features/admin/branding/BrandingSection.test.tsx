/** The look of the site: what is told about a colour, what is sent, and that what was typed outlives a failure. */
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useBrand } from "@/platform/brand";
import { server } from "../testing";
import BrandingSection from "./BrandingSection";

const LOOK = { name: "Rapat", logo: "", accent: "" };
const GREEN = {
  fill: "#0a7d3c",
  fill_on_dark: "#0a7d3c",
  soft_on_light: "#e6f2ec",
  soft_on_dark: "#183831",
  on_light: "#0a7d3c",
  on_dark: "#0fb858",
};
const SETTINGS = "/api/admin/settings";
const LOOKED = { [`GET ${SETTINGS}`]: LOOK };
const trying = (colour: string) => `GET ${SETTINGS}/accent?colour=%23${colour}`;

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  vi.useRealTimers();
  useBrand.setState({ ...LOOK, accent: null });
});

/** Written at once, and its rest waited for. */
async function write(colour: string): Promise<void> {
  fireEvent.change(await screen.findByRole("textbox", { name: "Colour" }), { target: { value: colour } });
  await act(() => vi.advanceTimersByTimeAsync(200));
}

const save = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));

it("asks about a colour only when it rests, and says that it can be read", async () => {
  const asked = server({ ...LOOKED, [trying("0a7d3c")]: { contrast: 5.25, needed: 4.5, accent: GREEN } });
  render(<BrandingSection />);
  await screen.findByText("Rapat's own colour. It can be read everywhere.");
  const field = screen.getByRole("textbox", { name: "Colour" });
  for (const value of ["#0a7d3a", "#0a7d3b", "0A7D3C"]) fireEvent.change(field, { target: { value } });
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(screen.getByText("White text can be read on it: contrast 5.2 : 1, and 4.5 : 1 is needed.")).toBeTruthy();
  expect(screen.getByText("Links on dark pages are made lighter, to be read: #0fb858.")).toBeTruthy();
  expect(asked.filter((call) => call.includes("accent?"))).toEqual([trying("0a7d3c")]);
});

it("says that a colour is too light and sends the shade that can be read", async () => {
  const sent = vi.fn();
  const accent = { ...GREEN, fill: "#8a6e00" };
  server({ ...LOOKED, [trying("ffcc00")]: { contrast: 1.51, needed: 4.5, accent } });
  const answer = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (init.method !== "PATCH") return answer(path, init);
    sent(JSON.parse(String(init.body)));
    return Promise.resolve(Response.json({ ...LOOK, accent: "#8a6e00" }));
  });
  render(<BrandingSection />);
  await write("#ffcc00");
  expect(screen.getByText(/^Too light for white text: contrast 1.5 : 1.* takes #8a6e00 instead/)).toBeTruthy();
  save();
  await waitFor(() => expect(sent).toHaveBeenCalledWith({ name: "Rapat", accent: "#8a6e00" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Colour" })).toHaveProperty("value", "#8a6e00"));
});

it("sends nothing while the colour is none, and says so when the field is left", async () => {
  const asked = server(LOOKED);
  render(<BrandingSection />);
  await write("#0a7");
  await write("#0a7d");
  expect(screen.queryByText(/^This is no colour/)).toBeNull();
  fireEvent.blur(screen.getByRole("textbox", { name: "Colour" }));
  expect(screen.getByText(/^This is no colour/)).toBeTruthy();
  save();
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(asked.filter((call) => call.startsWith("PATCH"))).toEqual([]);
});

it("keeps what was typed when the server is away, and shows the new name everywhere when it is back", async () => {
  server({ ...LOOKED, [`PATCH ${SETTINGS}`]: [503, {}] });
  render(<BrandingSection />);
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name of the site" });
  fireEvent.change(field, { target: { value: "Dinas Kota" } });
  save();
  expect(await screen.findByRole("alert")).toBeTruthy();
  expect(field.value).toBe("Dinas Kota");
  const brand = { ...LOOK, name: "Dinas Kota", accent: null };
  server({ [`PATCH ${SETTINGS}`]: { ...LOOK, name: "Dinas Kota" }, "GET /api/site": brand });
  save();
  await waitFor(() => expect(useBrand.getState().name).toBe("Dinas Kota"));
});

it("says in words why a file is no logo", async () => {
  const asked = server(LOOKED);
  vi.stubGlobal("createImageBitmap", async () => Promise.reject(new Error("no picture")));
  render(<BrandingSection />);
  const chooser = await screen.findByLabelText("Choose a logo", { selector: "input" });
  fireEvent.change(chooser, { target: { files: [new File(["<svg/>"], "a.svg", { type: "image/svg+xml" })] } });
  expect(await screen.findByText(/^Drawings \(SVG\) cannot be taken/)).toBeTruthy();
  fireEvent.change(chooser, { target: { files: [new File(["words"], "a.png", { type: "image/png" })] } });
  expect(await screen.findByText(/^This file is no picture/)).toBeTruthy();
  expect(asked.filter((call) => call.startsWith("PUT"))).toEqual([]);
});

it("goes back to Rapat's own look only after a question that names the site", async () => {
  const dinas = { name: "Dinas Kota", logo: "/api/site/logo/abc", accent: "" };
  const asked = server({
    [`GET ${SETTINGS}`]: dinas,
    [`PATCH ${SETTINGS}`]: { ...dinas, name: "Rapat" },
    [`DELETE ${SETTINGS}/logo`]: LOOK,
  });
  render(<BrandingSection />);
  fireEvent.click(await screen.findByRole("button", { name: "Back to Rapat's own look" }));
  expect(screen.getByText(/“Dinas Kota”/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Take it away" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Back to Rapat's own look" })).toBeNull());
  expect(asked.filter((call) => /PATCH|DELETE/.test(call))).toEqual([`PATCH ${SETTINGS}`, `DELETE ${SETTINGS}/logo`]);
});
