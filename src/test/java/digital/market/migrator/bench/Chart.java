package digital.market.migrator.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Bars for two scenarios, on a card of its own, so that it reads well on light and on dark pages. The scale ends at a
 * multiple of the shortest bar; longer bars are cut, which a gap shows, and only their numbers tell how long they are.
 */
record Chart(List<Results.Measured> panels) {

    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int LONGEST = 330;
    private static final int ROW = 24;
    private static final int HEAD = 58;
    private static final int SCALE = 12;

    private static final String STYLE = """
              <style>
                text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
                .card { fill: #ffffff; stroke: #d1d9e0 }
                .title { font-weight: 600; font-size: 14px }
                .our-name { font-weight: 600 }
                .note { fill: #59636e; font-size: 12px }
                .ours { fill: #0a7d4f }
                .peer { fill: #9aa5b1 }
                .gap { stroke: #ffffff; stroke-width: 4 }
                @media (prefers-color-scheme: dark) {
                  text { fill: #f0f6fc }
                  .card { fill: #0d1117; stroke: #3d444d }
                  .note { fill: #9198a1 }
                  .ours { fill: #3fb950 }
                  .peer { fill: #59636e }
                  .gap { stroke: #0d1117 }
                }
              </style>
            """;

    @Override
    public String toString() {
        StringBuilder body = new StringBuilder();
        int y = 0;
        for (Results.Measured panel : panels) {
            y = draw(panel, y, body);
        }
        int height = y + 20;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
                %3$s  <rect class="card" x="0.5" y="0.5" width="%4$d" height="%5$d" rx="8"/>
                %6$s</svg>
                """.formatted(WIDTH, height, STYLE, WIDTH - 1, height - 1, body);
    }

    /** Draws a panel from this height on and gives the height below it. */
    private static int draw(Results.Measured panel, int top, StringBuilder body) {
        List<Contestant> bars = panel.contestants().stream()
                .filter(contestant -> !contestant.runs().isEmpty())
                .sorted(Comparator.comparingDouble(Contestant::wall))
                .toList();
        body.append(text(24, top + 34, "title", panel.scenario().title()))
                .append(text(24, top + 51, "note", "whole process, median wall time and peak memory; a gap marks a bar that is cut short"));
        double most = bars.stream().mapToDouble(Contestant::wall).min().orElse(1) * SCALE;
        int y = top + HEAD;
        for (Contestant bar : bars) {
            body.append(bar(bar, y, most));
            y += ROW;
        }
        return y;
    }

    private static String bar(Contestant contestant, int y, double most) {
        boolean ours = contestant.tool().isOurs();
        double length = Math.min(contestant.wall() / most, 1) * LONGEST;
        String gap = contestant.wall() <= most ? "" : "  <path class=\"gap\" d=\"M%1$d %2$d l8 -22\"/>%n"
                .formatted(LEFT + LONGEST - 34, y + 23);
        String figures = MarkdownResults.number(contestant.wall()) + " ms · "
                + MarkdownResults.number(contestant.figures(Run::peakKib).median() / 1024) + " MiB";
        return text(24, y + 17, ours ? "our-name" : "name", contestant.tool().name())
                + String.format(Locale.ROOT, "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"14\" rx=\"2\"/>%n",
                        ours ? "ours" : "peer", LEFT, y + 5, length)
                + gap
                + text((int) (LEFT + length) + 8, y + 17, "note", figures);
    }

    private static String text(int x, int y, String style, String text) {
        return "  <text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>%n"
                .formatted(x, y, style, text.replace("&", "&amp;").replace("<", "&lt;"));
    }
}
