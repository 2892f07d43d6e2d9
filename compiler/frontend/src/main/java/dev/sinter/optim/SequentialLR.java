package dev.sinter.optim;

import dev.sinter.ir.Diagnostic;
import java.util.List;

/** One scheduler after another, each beginning at its step 0. */
public final class SequentialLR extends LRScheduler {
    private final List<LRScheduler> parts;
    private final List<Integer> milestones;

    /**
     * @param parts      schedulers of the same optimiser, which are not stepped by themselves
     * @param milestones the steps at which the second and following begin, rising
     */
    public SequentialLR(Optimizer optimizer, List<LRScheduler> parts, List<Integer> milestones) {
        super(optimizer);
        this.parts = List.copyOf(parts);
        this.milestones = List.copyOf(milestones);
        if (milestones.size() != parts.size() - 1) {
            throw new Diagnostic("SequentialLR: " + parts.size() + " schedulers need " + (parts.size() - 1)
                    + " milestones, not " + milestones);
        }
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        int part = 0;
        while (part < milestones.size() && milestones.get(part) <= step) {
            part++;
        }
        return parts.get(part).rate(initial, part == 0 ? step : step - milestones.get(part - 1));
    }
}
