package dev.sinter.optim;

import dev.sinter.Sinter;
import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.Map;

/** Sets the learning rates of an optimiser by the number of its steps: made at step 0, then {@link #step} once per epoch or batch. */
public abstract class LRScheduler implements Stateful {
    private final Optimizer optimizer;
    private long steps;

    protected LRScheduler(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /**
     * The rate after {@code step} steps.
     *
     * @param initial the rate of the group before any scheduler was made
     */
    protected abstract double rate(double initial, long step);

    /** Sets the rates for the present step; the last thing that a constructor does. */
    final void apply() {
        for (int group = 0; group < optimizer.groupCount(); group++) {
            optimizer.setRate(group, rate(optimizer.initialRate(group), steps));
        }
    }

    /** Sets the rates for the next step. */
    public final void step() {
        steps++;
        apply();
    }

    /** How many steps have been made. */
    public final long steps() {
        return steps;
    }

    /** The number of steps. */
    @Override
    public final Map<String, Tensor> stateDict() {
        return Map.of("step", Sinter.tensor(new long[]{steps}));
    }

    /** Continues after the saved number of steps; the optimiser has the initial rates of the one that was saved. */
    @Override
    public final void loadStateDict(Map<String, Tensor> saved) {
        Tensor step = saved.get("step");
        if (step == null || saved.size() != 1) {
            throw new Diagnostic("loadStateDict of " + getClass().getSimpleName() + ": the keys are "
                    + saved.keySet() + ", but [step] is needed");
        }
        steps = step.reshape(1).toLongArray()[0];
        apply();
    }

    static long positive(String what, long value) {
        if (value < 1) {
            throw new Diagnostic("the " + what + " of a scheduler is 1 or more, not " + value);
        }
        return value;
    }
}
