package dev.sinter.compiler.cpu;

import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;

/** Whether different points of a nest write different elements, so that they may run at the same time. */
final class Injective {
    private record Step(long stride, long reach) {}

    private Injective() {}

    /** True only where it can be shown: constant strides each of which exceeds the reach of all smaller ones. */
    static boolean isInjective(Nest nest) {
        Nest.Access write = nest.write();
        if (!write.checked().isEmpty()) {
            return false;
        }
        List<Step> steps = new ArrayList<>();
        for (int axis = 0; axis < nest.free().size(); axis++) {
            Dim extent = nest.free().get(axis);
            Dim stride = write.offset().coefficient("#" + axis);
            if (extent.is(1)) {
                continue;
            }
            if (stride == null || !stride.isConstant() || stride.is(0) || !extent.isConstant()) {
                return false;
            }
            long step = Math.abs(stride.constant());
            steps.add(new Step(step, step * Math.max(0, extent.constant() - 1)));
        }
        steps.sort((a, b) -> Long.compare(a.stride(), b.stride()));
        long reach = 0;
        for (Step step : steps) {
            if (step.stride() <= reach) {
                return false;
            }
            reach += step.reach();
        }
        return true;
    }
}
