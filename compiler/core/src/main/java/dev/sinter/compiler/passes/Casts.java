package dev.sinter.compiler.passes;

import static dev.sinter.types.DType.BF16;
import static dev.sinter.types.DType.BOOL;
import static dev.sinter.types.DType.F16;
import static dev.sinter.types.DType.F32;
import static dev.sinter.types.DType.F64;
import static dev.sinter.types.DType.I16;
import static dev.sinter.types.DType.I32;
import static dev.sinter.types.DType.I64;
import static dev.sinter.types.DType.I8;
import static dev.sinter.types.DType.U8;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.types.DType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of conversions between dtypes. */
final class Casts {
    /** For each dtype those others that hold each of its values. */
    private static final Map<DType, Set<DType>> WIDER = Map.of(
            BOOL, Set.of(U8, I8, I16, I32, I64, F16, BF16, F32, F64),
            U8, Set.of(I16, I32, I64, F16, BF16, F32, F64),
            I8, Set.of(I16, I32, I64, F16, BF16, F32, F64),
            I16, Set.of(I32, I64, F32, F64),
            I32, Set.of(I64, F64),
            I64, Set.of(),
            F16, Set.of(F32, F64),
            BF16, Set.of(F32, F64),
            F32, Set.of(F64),
            F64, Set.of());

    static final List<Rule> RULES = List.of(
            new Rule("cast x = x, of the same dtype", Casts::same),
            new Rule("cast of a widening cast = cast", Casts::throughWider),
            new Rule("cast of a cast between integers = cast, narrower each time", Casts::narrowing));

    private Casts() {}

    private static @Nullable Node same(Node node, Graph.Builder builder) {
        return node.op() instanceof Pointwise.Cast(DType to) && node.input(0).type().dtype() == to
                ? node.input(0)
                : null;
    }

    private static @Nullable Node throughWider(Node node, Graph.Builder builder) {
        if (!(node.op() instanceof Pointwise.Cast) || !(node.input(0).op() instanceof Pointwise.Cast(DType middle))) {
            return null;
        }
        Node x = node.input(0).input(0);
        return wider(x.type().dtype()).contains(middle) ? builder.add(node.op(), x) : null;
    }

    /** Integers wrap: the low bits do not depend on what stood above them. */
    private static @Nullable Node narrowing(Node node, Graph.Builder builder) {
        if (!(node.op() instanceof Pointwise.Cast(DType to))
                || !(node.input(0).op() instanceof Pointwise.Cast(DType middle))) {
            return null;
        }
        Node x = node.input(0).input(0);
        boolean integers = to.isInteger() && middle.isInteger() && x.type().dtype().isInteger();
        return integers && to.bits() <= middle.bits() ? builder.add(node.op(), x) : null;
    }

    private static Set<DType> wider(DType dtype) {
        return Objects.requireNonNull(WIDER.get(dtype));
    }
}
