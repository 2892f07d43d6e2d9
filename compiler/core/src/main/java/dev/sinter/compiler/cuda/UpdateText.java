package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import java.util.List;

/**
 * Updates of a tensor that starts as a copy: points that may meet at one element are one thread's, in row-major order.
 *
 * <p>Points do not meet where they differ along an axis whose coordinate alone, times a number, decides the position along an axis of the
 * output; the threads share the work along those axes, the others are loops.
 */
final class UpdateText extends KernelText {
    private final List<Integer> apart;
    private final List<Integer> inOrder;

    UpdateText(Kernel kernel) {
        super(kernel);
        apart = free().stream().filter(this::isApart).toList();
        inOrder = free().stream().filter(axis -> !apart.contains(axis)).toList();
    }

    private boolean isApart(int axis) {
        String coordinate = "#" + axis;
        for (Dim position : kernel.write().index()) {
            Dim factor = position.coefficient(coordinate);
            boolean alone = factor != null && factor.isConstant() && !factor.is(0)
                    && position.symbols().stream()
                            .noneMatch(symbol -> !symbol.equals(coordinate) && "#$".indexOf(symbol.charAt(0)) >= 0);
            if (alone) {
                return true;
            }
        }
        return false;
    }

    @Override
    String form() {
        return "updates, in order where they may meet";
    }

    @Override
    Dim blocks() {
        return count(apart).plus(THREADS - 1).floorDiv(THREADS);
    }

    @Override
    void body() {
        overGrid("i", count(apart));
        coordinates("i", apart, Dependence.ofAll(kernel));
        for (int axis : inOrder) {
            lines.add("for ({} c{} = 0; c{} < {}; c{}++) {", integer, axis, axis,
                    index.factor(kernel.extents().get(axis)), axis);
        }
        point();
        inOrder.forEach(axis -> lines.add("}"));
        lines.add("}");
    }
}
