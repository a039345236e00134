// Light or dark: the system's choice, until somebody presses the button. Not a module, and in the
// head: the page must not be drawn in one theme and then in the other.
(() => {
  const KEY = "echo7-theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // A browser that keeps nothing.
    }
  };

  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  const label = () => {
    const button = document.getElementById("theme");
    if (button) {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Light theme" : "Dark theme");
    }
  };

  const changed = () => {
    label();
    dispatchEvent(new Event("themechange"));
  };

  const theme = chosen();
  if (theme === "dark" || theme === "light") {
    root.dataset.theme = theme;
  }
  system.addEventListener("change", changed);
  addEventListener("DOMContentLoaded", () => {
    label();
    document.getElementById("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // It holds for this visit.
      }
      changed();
    });
  });
})();
