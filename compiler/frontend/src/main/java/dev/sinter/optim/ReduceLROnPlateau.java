package dev.sinter.optim;

import dev.sinter.Sinter;
import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.Map;

/** Lowers the rates when what is measured, a loss that should fall, has not fallen for some time. */
public final class ReduceLROnPlateau implements Stateful {
    private static final double SMALLEST_CHANGE = 1e-8;
    private final Optimizer optimizer;
    private final double factor;
    private final int patience;
    private final double threshold;
    private final int cooldown;
    private final double least;
    private double best = Double.POSITIVE_INFINITY;
    private int bad;
    private int cooling;

    /** Takes a tenth after more than 10 measurements without one that is lower by 1e-4 of the best. */
    public ReduceLROnPlateau(Optimizer optimizer) {
        this(optimizer, 0.1, 10, 1e-4, 0, 0);
    }

    /**
     * @param factor    what the rates are multiplied by, below 1
     * @param patience  how many measurements without a better one are borne
     * @param threshold a better one is below {@code best * (1 - threshold)}
     * @param cooldown  for how many measurements nothing is counted after a change
     * @param least     no rate goes below it
     */
    public ReduceLROnPlateau(Optimizer optimizer, double factor, int patience, double threshold, int cooldown,
            double least) {
        if (!(factor < 1)) {
            throw new Diagnostic("ReduceLROnPlateau: the factor is below 1, not " + factor);
        }
        this.optimizer = optimizer;
        this.factor = factor;
        this.patience = patience;
        this.threshold = threshold;
        this.cooldown = cooldown;
        this.least = least;
    }

    /** Takes note of a measurement, and lowers the rates where it is time. */
    public void step(double measured) {
        if (measured < best * (1 - threshold)) {
            best = measured;
            bad = 0;
        } else {
            bad++;
        }
        if (cooling > 0) {
            cooling--;
            bad = 0;
        }
        if (bad > patience) {
            for (int group = 0; group < optimizer.groupCount(); group++) {
                double old = optimizer.learningRate(group);
                double next = Math.max(old * factor, least);
                if (old - next > SMALLEST_CHANGE) {
                    optimizer.setRate(group, next);
                }
            }
            cooling = cooldown;
            bad = 0;
        }
    }

    /** The best measurement and the two counts. */
    @Override
    public Map<String, Tensor> stateDict() {
        return Map.of("plateau", Sinter.tensor(new double[]{best, bad, cooling}));
    }

    /** Continues from what was saved. */
    @Override
    public void loadStateDict(Map<String, Tensor> saved) {
        Tensor state = saved.get("plateau");
        if (state == null || saved.size() != 1 || state.numel() != 3) {
            throw new Diagnostic("loadStateDict of ReduceLROnPlateau: the keys are " + saved.keySet()
                    + ", but [plateau], three numbers, is needed");
        }
        double[] numbers = state.toDoubleArray();
        best = numbers[0];
        bad = (int) numbers[1];
        cooling = (int) numbers[2];
    }
}
