package dev.sinter.ir.eval;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The positions of elements in the order of their values; what {@link dev.sinter.ir.kernel.Fold#ORDER} says. */
final class Order {
    private final DType dtype;

    private Order(DType dtype) {
        this.dtype = dtype;
    }

    static long[] of(DType dtype, long[] bits, boolean descending) {
        Order order = new Order(dtype.computed());
        long[] values = new long[bits.length];
        for (int i = 0; i < bits.length; i++) {
            values[i] = ScalarOps.cast(order.dtype, dtype, bits[i]);
        }
        Comparator<Integer> ascending = (a, b) -> order.compare(values[a], values[b]);
        return IntStream.range(0, bits.length).boxed().sorted(descending ? ascending.reversed() : ascending)
                .mapToLong(Integer::longValue).toArray();
    }

    private int compare(long a, long b) {
        if (isNaN(a) || isNaN(b)) {
            return Boolean.compare(isNaN(a), isNaN(b));
        }
        return isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0;
    }

    private boolean isLess(long a, long b) {
        return ScalarOps.evaluate(ScalarOp.LT, dtype, DType.BOOL, a, b, 0) != 0;
    }

    private boolean isNaN(long a) {
        return dtype.isFloating() && ScalarOps.evaluate(ScalarOp.NE, dtype, DType.BOOL, a, a, 0) != 0;
    }
}
