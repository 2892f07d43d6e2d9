package dev.sinter.optim;

import java.util.function.LongToDoubleFunction;

/** Multiplies the initial rates by a function of the step. */
public final class LambdaLR extends LRScheduler {
    private final LongToDoubleFunction factor;

    /**
     * @param factor takes the number of steps made
     */
    public LambdaLR(Optimizer optimizer, LongToDoubleFunction factor) {
        super(optimizer);
        this.factor = factor;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * factor.applyAsDouble(step);
    }
}
