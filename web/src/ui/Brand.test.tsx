import { render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { useBrand } from "@/platform/brand";
import { Brand } from "./Brand";

afterEach(() => useBrand.setState({ name: "Rapat", logo: "" }));

it("names the site and shows its logo instead of the product's mark", () => {
  const { container, rerender } = render(<Brand />);
  expect(screen.getByRole("link", { name: "Rapat, to the start page" }).querySelector("svg")).not.toBeNull();
  useBrand.setState({ name: "Dinas Kota", logo: "/api/site/logo/abc" });
  rerender(<Brand />);
  expect(screen.getByRole("link", { name: "Dinas Kota, to the start page" })).toBeTruthy();
  expect(container.querySelector("img")?.getAttribute("src")).toBe("/api/site/logo/abc");
  expect(container.querySelector("svg")).toBeNull();
});
