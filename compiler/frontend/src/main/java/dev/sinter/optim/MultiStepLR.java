package dev.sinter.optim;

import java.util.List;

/** Multiplies the rates by a factor at each of the given steps. */
public final class MultiStepLR extends LRScheduler {
    private final List<Integer> milestones;
    private final double gamma;

    /**
     * @param milestones at which steps the rates change
     * @param gamma the factor
     */
    public MultiStepLR(Optimizer optimizer, List<Integer> milestones, double gamma) {
        super(optimizer);
        this.milestones = List.copyOf(milestones);
        this.gamma = gamma;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * Math.pow(gamma, milestones.stream().filter(each -> each <= step).count());
    }
}
