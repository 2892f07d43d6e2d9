package dev.sinter.optim;

import dev.sinter.ir.Diagnostic;

/**
 * Lets the rates rise and fall once over the whole of a training (Smith and Topin, arXiv 1708.07120): from {@code greatest / 25} up to
 * {@code greatest}, then down to a ten thousandth of the first, along half cosines. The momentum stays as it is.
 */
public final class OneCycleLR extends LRScheduler {
    private final double greatest;
    private final long total;
    private final double rising;
    private final double division;
    private final double finalDivision;
    private final boolean onLines;

    /** Rises for 0.3 of the steps. */
    public OneCycleLR(Optimizer optimizer, double greatest, long total) {
        this(optimizer, greatest, total, 0.3, 25, 1e4, false);
    }

    /**
     * @param total         the number of steps; one more is refused
     * @param rising        the part of them in which the rate rises, between 0 and 1
     * @param division      the first rate is {@code greatest / division}
     * @param finalDivision the last rate is the first one divided by this
     * @param onLines       whether it goes on lines, not along cosines
     */
    public OneCycleLR(Optimizer optimizer, double greatest, long total, double rising, double division,
            double finalDivision, boolean onLines) {
        super(optimizer);
        this.greatest = greatest;
        this.total = positive("number of steps", total);
        this.rising = rising;
        this.division = division;
        this.finalDivision = finalDivision;
        this.onLines = onLines;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        if (step >= total) {
            throw new Diagnostic("OneCycleLR: step " + step + " is asked for, but the cycle has the steps 0 to "
                    + (total - 1) + "; give it the number of all steps of the training");
        }
        double first = greatest / division;
        double top = rising * total - 1;
        return step <= top
                ? between(first, greatest, step / top)
                : between(greatest, first / finalDivision, (step - top) / (total - 1 - top));
    }

    private double between(double from, double to, double part) {
        return onLines ? from + (to - from) * part : to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
    }
}
