package dev.sinter.compiler.schedule;

import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds one form of several, by substituting them into one another; {@link Fusion} decides of which. */
final class Assembly {
    private Assembly() {}

    /** The form of one operand, and null for the others. */
    static List<@Nullable Form> only(Form own, int operand, Form form) {
        List<@Nullable Form> inlined = new ArrayList<>();
        for (int i = 0; i < own.operands().size(); i++) {
            inlined.add(i == operand ? form : null);
        }
        return inlined;
    }

    /** The form {@code own} with those of its operands that are not null in place of their loads. */
    static Form inline(Form own, List<@Nullable Form> inlined) {
        Kernel kernel = own.kernel();
        Substitution substitution = new Substitution(kernel.extents());
        int base = kernel.write().isUpdate()
                ? substitution.operand(own.operands().get(kernel.write().base()))
                : Write.NOTHING;
        UnaryOperator<Dim> asIs = dim -> dim;
        List<Expr> loaded = substitution.loadAll(own, inlined, asIs, List.of());
        Expr body = substitution.replace(kernel.body(), loaded, asIs);
        Expr result = kernel.fold() == null ? body : substitution.replace(kernel.result(), loaded, asIs);
        List<Dim> index = kernel.write().index().stream().map(dim -> Substitution.renumbered(dim, loaded)).toList();
        return finish(substitution, kernel, body, result, new Write(index, base, kernel.write().combine()),
                kernel.output());
    }

    private static Form finish(Substitution parts, Kernel kernel, Expr body, Expr result, Write write,
            TensorType output) {
        List<TensorType> types = parts.operands().stream().map(Node::type).toList();
        Kernel fused = new Kernel(types, output, kernel.extents(), kernel.free(), parts.reads(), body, kernel.fold(),
                result, write);
        return new Form(fused, parts.operands());
    }

    /** The coordinates of {@code node} in terms of the open form's, where it visits each element of its operand once and in its own place. */
    static @Nullable UnaryOperator<Dim> placement(Node node, Form own, int operand, Form open) {
        List<Dim> at = open.kernel().write().index();
        List<Dim> coordinates;
        if (node.op() instanceof View.Transpose transpose) {
            coordinates = transpose.axes().stream().map(at::get).toList();
        } else if (node.op() instanceof View.Reshape) {
            Shape from = node.input(0).shape();
            // The way back: where an element of the operand lies in the reshaped tensor.
            List<Dim> back = new View.Reshape(from).read(node.type(), node.input(0).type()).index();
            coordinates = back.stream().map(
                    dim -> dim.substitute(symbol -> coordinate(symbol, at), Kernel.bounds(open.kernel().extents())))
                    .toList();
        } else {
            List<Read> reads = own.kernel().reads().stream().filter(read -> read.operand() == operand).toList();
            boolean inPlace = reads.size() == 1
                    && reads.get(0).guards().isEmpty()
                    && reads.get(0).index().equals(Kernel.coordinates(node.shape().rank()))
                    && node.input(operand).shape().equals(node.shape())
                    && own.kernel().write().index().equals(Kernel.coordinates(node.shape().rank()));
            if (!inPlace) {
                return null;
            }
            coordinates = at;
        }
        return dim -> dim.substitute(symbol -> coordinate(symbol, coordinates), Kernel.bounds(open.kernel().extents()));
    }

    private static @Nullable Dim coordinate(String symbol, List<Dim> coordinates) {
        return symbol.charAt(0) == '#' ? coordinates.get(Integer.parseInt(symbol, 1, symbol.length(), 10)) : null;
    }

    /**
     * The open form of one operand of {@code own}, grown by it: it writes what {@code own} computes of its value.
     *
     * @param place the coordinates of {@code own} in terms of the open form's
     */
    static Form attach(Form own, int operand, Form open, List<@Nullable Form> inlined,
            UnaryOperator<Dim> place) {
        Kernel kernel = open.kernel();
        Substitution substitution = new Substitution(kernel.extents());
        UnaryOperator<Dim> asIs = dim -> dim;
        List<Expr> before = substitution.loadAll(open, asIs, List.of());
        Expr body = substitution.replace(kernel.body(), before, asIs);
        Expr value = substitution.replace(kernel.result(), before, asIs);

        List<Expr> loaded = new ArrayList<>();
        for (Read read : own.kernel().reads()) {
            Read placed = read.map(place);
            Form producer = inlined.get(read.operand());
            loaded.add(read.operand() == operand
                    ? value
                    : producer == null
                            ? substitution.load(own.operands().get(read.operand()), placed)
                            : substitution.inline(producer, placed));
        }
        Expr result = substitution.replace(own.kernel().body(), loaded, place);
        List<Dim> index = Kernel.coordinates(own.kernel().free()).stream().map(place).toList();
        return finish(substitution, kernel, kernel.fold() == null ? result : body, result, Write.each(index),
                own.kernel().output());
    }
}
