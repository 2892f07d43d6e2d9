package dev.sinter.ir.text;

import dev.sinter.ir.Attributes;
import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Row;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.While;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How each op is made from its name, its attributes, and the type that is declared for its result. */
public final class OpTable {
    /** Makes an op; what it needs and does not find is an {@link IllegalArgumentException}. */
    private interface Maker {
        Op make(Attributes attributes, TensorType declared);
    }

    private static final Map<String, Maker> MAKERS = makers();

    private OpTable() {}

    private static Map<String, Maker> makers() {
        Map<String, Maker> makers = new TreeMap<>();
        for (Elementwise op : Elementwise.values()) {
            makers.put(op.opName(), (a, t) -> op);
        }
        makers.put("cast", (a, t) -> new Pointwise.Cast(DType.parse(a.word("to"))));
        makers.put("detach", (a, t) -> new Pointwise.Detach(a.integer("mark")));
        makers.put("barrier", (a, t) -> new Pointwise.Barrier(a.integer("number")));
        makers.put("custom", (a, t) -> new Custom(Body.parse(a.word("backward"))));
        makers.put("mark", (a, t) -> new Pointwise.Mark(a.integer("number")));

        makers.put("constant", (a, t) -> new Source.Constant(Literal.parse(t, a.word("value"))));
        makers.put("iota", (a, t) -> new Source.Iota(t.shape(), a.integer("axis")));
        makers.put("size", (a, t) -> new Source.Size(a.dim("dim")));

        makers.put("reduce", (a, t) -> new Reduce.Over(Reduce.Kind.parse(a.word("kind")), a.integers("axes")));
        makers.put("unwindow", (a, t) -> new Unwindow(
                t.shape(), a.integers("axes"), a.integers("sizes"), a.integers("strides"), a.integers("dilations")));
        makers.put("matmul", (a, t) -> new Contract.MatMul());
        makers.put("conv", (a, t) -> new Contract.Conv(
                a.integers("strides"), a.dims("low"), a.dims("high"), a.integers("dilations")));

        makers.put("transpose", (a, t) -> new View.Transpose(a.integers("axes")));
        makers.put("diagonal", (a, t) -> new View.Diagonal(a.integer("first"), a.integer("second")));
        makers.put("reshape", (a, t) -> new View.Reshape(t.shape()));
        makers.put("expand", (a, t) -> new View.Expand(t.shape()));
        makers.put("slice", (a, t) -> new View.Slice(a.dims("starts"), a.dims("sizes"), a.integers("steps")));
        makers.put("pad",
                (a, t) -> new View.Pad(a.dims("low"), a.dims("high"), a.integers("gaps"), number(a, "value")));
        makers.put("window", (a, t) -> new View.Window(
                a.integers("axes"), a.integers("sizes"), a.integers("strides"), a.integers("dilations")));

        makers.put("take", (a, t) -> new Index.Take(a.integer("axis")));
        makers.put("take_add", (a, t) -> new Index.TakeAdd(a.integer("axis")));
        makers.put("take_set", (a, t) -> new Index.TakeSet(a.integer("axis")));
        makers.put("gather", (a, t) -> new Index.Gather(a.integer("axis")));
        makers.put("scatter_add", (a, t) -> new Index.ScatterAdd(a.integer("axis")));
        makers.put("scatter_set", (a, t) -> new Index.ScatterSet(a.integer("axis")));
        makers.put("update", (a, t) -> new Index.Update(a.dims("starts"), a.integers("steps")));
        makers.put("concat", (a, t) -> new Index.Concat(a.integer("axis")));

        makers.put("argsort", (a, t) -> new Row.Argsort(a.integer("axis"), a.truth("descending")));
        makers.put("accumulate",
                (a, t) -> new Row.Accumulate(Row.Kind.parse(a.word("kind")), a.integer("axis"), a.truth("backwards")));
        makers.put("cond",
                (a, t) -> new Cond(Body.parse(a.word("then")), Body.parse(a.word("else")), a.integer("result")));
        makers.put("while", (a, t) -> new While(Body.parse(a.word("condition")), Body.parse(a.word("body")),
                a.integer("result")));
        makers.put("scan", (a, t) -> new Scan(Body.parse(a.word("body")), a.integer("carries"), a.integer("sequences"),
                a.dim("length"), a.truth("reverse"), a.integer("result")));
        return makers;
    }

    private static double number(Attributes attributes, String name) {
        return Literals.toDouble(DType.F64, Literals.parse(DType.F64, attributes.word(name)));
    }

    /** The names of all ops that a line can state: all but {@code input}. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(MAKERS.keySet());
    }

    /**
     * The op of that name with these attributes, for a result of type {@code declared}.
     *
     * @throws IllegalArgumentException where there is no such op, or an attribute is missing, malformed, or not one of its own
     */
    public static Op op(String name, Attributes attributes, TensorType declared) {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("there is no op '" + name + "'; known are " + MAKERS.keySet());
        }
        Op op = maker.make(attributes, declared);
        for (String given : attributes.texts().keySet()) {
            if (!op.attributes().texts().containsKey(given)) {
                throw new IllegalArgumentException(
                        name + " has no attribute '" + given + "'; it has " + op.attributes());
            }
        }
        return op;
    }
}
