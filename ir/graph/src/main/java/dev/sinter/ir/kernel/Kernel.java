package dev.sinter.ir.kernel;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.SharedText;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A loop nest that computes one tensor: what an op means, what fusion makes larger, and all that a back end sees.
 *
 * <p>For every point of the free axes: {@code body} is computed at every point of the folded axes (the trailing ones) and folded;
 * {@code result} finishes the fold's value and is written. A {@linkplain Fold#isRow row fold} has a value at each folded point, where the
 * result is finished and written too. Without folded axes {@code body} is the value and {@code fold} is null.
 * Loop coordinate {@code k} is the symbol {@link Dim#coordinate coordinate(k)}.
 *
 * @param operands the types of the tensors read, dense and row-major
 * @param output   the type of the tensor written, dense and row-major
 * @param extents  how many steps each axis takes, free axes first
 * @param free     how many axes are free
 * @param reads    what {@code Arg(i)} of the expressions stands for; the dtype of the Arg is the operand's
 * @param body     the value at a point; over reads and coordinates
 * @param fold     how the folded axes combine, null where there are none
 * @param result   the value written, of the output's dtype: over {@link Expr.Folded} and reads that only use free coordinates (of a row
 *                 fold all); for a kernel without fold it equals the body
 * @param write    where the result goes
 */
public record Kernel(
        List<TensorType> operands,
        TensorType output,
        List<Dim> extents,
        int free,
        List<Read> reads,
        Expr body,
        @Nullable Fold fold,
        Expr result,
        Write write) {

    public Kernel {
        operands = List.copyOf(operands);
        extents = List.copyOf(extents);
        reads = List.copyOf(reads);
        if (result.type() != output.dtype()) {
            throw new IllegalArgumentException("a kernel of " + output + " computes " + result.type());
        }
    }

    /** A kernel without folded axes: each element of {@code output} is {@code body} at its coordinates. */
    public static Kernel map(List<TensorType> operands, TensorType output, List<Read> reads, Expr body) {
        List<Dim> extents = output.shape().dims();
        return new Kernel(operands, output, extents, extents.size(), reads, body, null, body,
                Write.each(coordinates(extents.size())));
    }

    /** The coordinates of the first {@code rank} axes. */
    public static List<Dim> coordinates(int rank) {
        return IntStream.range(0, rank).mapToObj(Dim::coordinate).toList();
    }

    public DType dtype() {
        return output.dtype();
    }

    public List<Dim> freeExtents() {
        return extents.subList(0, free);
    }

    public List<Dim> foldedExtents() {
        return extents.subList(free, extents.size());
    }

    /** Exclusive upper bounds of the coordinates, for {@link Dim#floorDiv(Dim, Function)}; null for other symbols. */
    public Function<String, @Nullable Dim> bounds() {
        return bounds(extents);
    }

    /** Exclusive upper bounds of coordinates whose axes have these extents. */
    public static Function<String, @Nullable Dim> bounds(List<Dim> extents) {
        return symbol -> {
            if (symbol.charAt(0) != '#') {
                return null;
            }
            int axis = Integer.parseInt(symbol, 1, symbol.length(), 10);
            return axis < extents.size() ? extents.get(axis) : null;
        };
    }

    /** How many elements into the dense operand {@code shape} the index is; divisions simplified by the extents. */
    public Dim offset(Shape shape, List<Dim> index) {
        Dim offset = Dim.ZERO;
        List<Dim> strides = shape.rowMajorStrides();
        for (int axis = 0; axis < index.size(); axis++) {
            offset = offset.plus(index.get(axis).times(strides.get(axis)));
        }
        return offset.substitute(symbol -> null, bounds());
    }

    /** How many elements into its operand a read is. */
    public Dim offset(Read read) {
        return offset(operands.get(read.operand()).shape(), read.index());
    }

    /** How many elements into the output the write is. */
    public Dim offset(Write to) {
        return offset(output.shape(), to.index());
    }

    /** The symbols (not the coordinates) that its shapes and index expressions mention, in order. */
    public Set<String> symbols() {
        Set<String> names = new TreeSet<>();
        List<Dim> dims = new ArrayList<>(extents);
        operands.forEach(operand -> dims.addAll(operand.shape().dims()));
        dims.addAll(output.shape().dims());
        for (Read read : reads) {
            dims.addAll(read.index());
            read.guards().forEach(guard -> {
                dims.add(guard.value());
                dims.add(guard.bound());
            });
        }
        dims.addAll(write.index());
        body.replace(leaf -> {
            collect(leaf, dims);
            return leaf;
        });
        result.replace(leaf -> {
            collect(leaf, dims);
            return leaf;
        });
        dims.forEach(dim -> dim.symbols().stream().filter(name -> name.charAt(0) != '#' && name.charAt(0) != '$')
                .forEach(names::add));
        return names;
    }

    private static void collect(Expr leaf, List<Dim> dims) {
        if (leaf instanceof Expr.Index index) {
            dims.add(index.dim());
        }
    }

    /** The loop nest in words that read like the mathematics. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("kernel ").append(output);
        text.append(" over ").append(freeExtents());
        if (fold != null) {
            text.append(" fold ").append(fold.name().toLowerCase(Locale.ROOT)).append(' ')
                    .append(foldedExtents());
        }
        text.append('\n');
        for (int i = 0; i < reads.size(); i++) {
            text.append("  $").append(i).append(" = ").append(reads.get(i)).append('\n');
        }
        if (fold != null) {
            SharedText each = define(text, body);
            text.append("  each ").append(each).append('\n');
        }
        SharedText written = define(text, result);
        text.append("  ").append(write.isUpdate() ? "update %" + write.base() + " " : "write ").append(write.index());
        text.append(write.combine() == null ? " = " : " " + write.combine() + "= ").append(written).append('\n');
        return text.toString();
    }

    private static SharedText define(StringBuilder text, Expr expr) {
        SharedText shared = new SharedText(expr);
        shared.definitions().forEach(definition -> text.append("  ").append(definition).append('\n'));
        return shared;
    }
}
