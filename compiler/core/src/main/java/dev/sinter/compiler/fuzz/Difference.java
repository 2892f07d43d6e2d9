package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Literal;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares results by their bits. The one freedom of strict numerics: any NaN is as good as another. */
public final class Difference {
    private Difference() {}

    /** The first difference in words, or null where the results have the same names, types and bits. */
    public static @Nullable String between(Map<String, Literal> expected, Map<String, Literal> actual) {
        if (!expected.keySet().equals(actual.keySet())) {
            return "outputs " + actual.keySet() + " instead of " + expected.keySet();
        }
        for (Map.Entry<String, Literal> output : expected.entrySet()) {
            String difference = between(output.getValue(),
                    Objects.requireNonNull(actual.get(output.getKey())));
            if (difference != null) {
                return output.getKey() + ": " + difference;
            }
        }
        return null;
    }

    /** The first difference in words, or null. */
    public static @Nullable String between(Literal expected, Literal actual) {
        if (!expected.type().equals(actual.type())) {
            return "of type " + actual.type() + " instead of " + expected.type();
        }
        DType dtype = expected.dtype();
        for (int i = 0; i < expected.size(); i++) {
            long e = expected.bits(i);
            long a = actual.bits(i);
            if (e != a && !(isNaN(dtype, e) && isNaN(dtype, a))) {
                return "element %d of %s is %s (%x) instead of %s (%x)".formatted(
                        i, expected.type(), Literals.text(dtype, a), a, Literals.text(dtype, e), e);
            }
        }
        return null;
    }

    private static boolean isNaN(DType dtype, long bits) {
        return dtype.isFloating() && Double.isNaN(Literals.toDouble(dtype, bits));
    }
}
