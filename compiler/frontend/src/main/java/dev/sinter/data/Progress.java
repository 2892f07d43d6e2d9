package dev.sinter.data;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How far a loop is: on a terminal a bar with rate and loss that stays on its line, elsewhere a plain line at each tenth.
 */
public final class Progress implements AutoCloseable {
    private static final int BAR = 24;
    /** Redrawing more often than this is only work. */
    private static final long REDRAW_NANOS = 50_000_000;
    /** Fewer steps per second than this are shown with their fractions. */
    private static final double SLOW = 9.995;

    private final String title;
    private final int total;
    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanos;
    private final long start;
    private long drawn;
    private int widest;
    private int done;
    private int tenth;
    private double loss = Double.NaN;

    public Progress(String title, int total) {
        this(title, total, System.out, hasTerminal());
    }

    public Progress(String title, int total, PrintStream out, boolean isTerminal) {
        this(title, total, out, isTerminal, System::nanoTime);
    }

    /** With the time that this clock tells. */
    Progress(String title, int total, PrintStream out, boolean isTerminal, LongSupplier nanos) {
        this.title = title;
        this.total = total;
        this.out = out;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.drawn = start - REDRAW_NANOS;
    }

    private static boolean hasTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** Whether the loss of the next step would be shown: to compute it only then. */
    public boolean isDue() {
        return isTerminal ? nanos.getAsLong() - drawn >= REDRAW_NANOS : 10L * (done + 1) / Math.max(total, 1) > tenth;
    }

    /** One step more. */
    public void step() {
        done++;
        show();
    }

    /** One step more, after which the loss is this. */
    public void step(double newLoss) {
        loss = newLoss;
        step();
    }

    private void show() {
        if (isTerminal) {
            long now = nanos.getAsLong();
            if (now - drawn >= REDRAW_NANOS || done == total) {
                drawn = now;
                int filled = (int) Math.min((long) BAR * done / Math.max(total, 1), BAR);
                String line = title + " " + "█".repeat(filled) + "░".repeat(BAR - filled) + " " + status();
                widest = Math.max(widest, line.length());
                // Blanks over what a longer line has left.
                out.print("\r" + line + " ".repeat(widest - line.length()));
                out.flush();
            }
        } else if (10L * done / Math.max(total, 1) > tenth) {
            tenth = (int) (10L * done / Math.max(total, 1));
            out.println(title + " " + status());
        }
    }

    private String status() {
        double rate = done / Math.max((nanos.getAsLong() - start) * 1e-9, 1e-9);
        String text = String.format(Locale.ROOT, rate < SLOW ? "%d/%d  %.2f/s" : "%d/%d  %.0f/s", done, total, rate);
        return Double.isNaN(loss) ? text : text + String.format(Locale.ROOT, "  loss %.4f", loss);
    }

    /** Ends the line. */
    @Override
    public void close() {
        if (isTerminal) {
            out.println();
        }
    }
}
