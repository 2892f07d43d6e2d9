package dev.sinter.ir.text;

import dev.sinter.ir.Attributes;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads what {@link Printer} writes, and what people write in tests and for the command line:
 *
 * <pre>{@code
 * graph @loss(%x: f32[N,4], %w: f32[4]) {
 *   %0: f32[N,4] = mul %x, %w          // to the end of the line
 *   %1: f32[] = reduce %0 {kind=sum, axes=[0,1]}
 *   return loss=%1
 * }
 * }</pre>
 *
 * <p>A value is defined before it is used, once. The type that a line declares is the one that the op's own rule gives, or the line
 * is refused. An output without a name is called {@code out0}, {@code out1} by its place. Every fault is a
 * {@link ParseException}.
 */
public final class Parser {
    private static final int HIGHEST_RANK = 64;

    private final Cursor text;
    private final Graph.Builder builder;
    private final Map<String, Node> values = new HashMap<>();

    private Parser(String text, Graph.Builder builder) {
        this.text = new Cursor(text);
        this.builder = builder;
    }

    /** The graph that the text states; {@link ParseException} where it states none. */
    public static Graph parse(String text) {
        return parse(text, Graph.builder());
    }

    /** As {@link #parse(String)}, its nodes made by {@code builder}. */
    public static Graph parse(String text, Graph.Builder builder) {
        return new Parser(text, builder).graph();
    }

    private Graph graph() {
        if (!text.accept("graph")) {
            throw text.fail("a graph begins with 'graph @name('");
        }
        text.expect('@');
        String name = text.name("the graph's name");
        text.expect('(');
        List<Node> inputs = new ArrayList<>();
        while (!text.accept(')')) {
            if (!inputs.isEmpty()) {
                text.expect(',');
            }
            inputs.add(input());
        }
        text.expect('{');
        while (!text.accept("return")) {
            line();
        }
        Map<String, Node> outputs = outputs();
        text.expect('}');
        if (!text.isAtEnd()) {
            throw text.fail("nothing may follow the graph's closing brace");
        }
        return builder.graph(name, inputs, outputs);
    }

    private Node input() {
        int start = text.position();
        text.expect('%');
        String name = text.name("an input's name");
        TensorType type = type();
        return define(start, name, builder.input(name, type));
    }

    private Node define(int start, String name, Node node) {
        if (values.putIfAbsent(name, node) != null) {
            throw text.fail(start, "%" + name + " is defined twice", null);
        }
        return node;
    }

    private TensorType type() {
        text.expect(':');
        int start = text.position();
        String dtype = text.name("a dtype");
        if (!text.sees('[')) {
            throw text.fail("a type reads like f32[N,4]; '[' is needed after '" + dtype + "'");
        }
        String written = dtype + text.through(']');
        TensorType type = refusing(start, () -> TensorType.parse(written));
        if (type.shape().rank() > HIGHEST_RANK) {
            throw text.fail(start, "a tensor has at most " + HIGHEST_RANK + " axes, not " + type.shape().rank(), null);
        }
        return type;
    }

    private void line() {
        int start = text.position();
        text.expect('%');
        String name = text.name("a value's name");
        TensorType declared = type();
        text.expect('=');
        int opStart = text.position();
        String opName = text.name("an op's name");
        List<Node> operands = new ArrayList<>();
        if (text.sees('%')) {
            do {
                operands.add(value());
            } while (text.accept(','));
        }
        Attributes attributes = text.accept('{') ? attributes() : Attributes.NONE;
        Node node = refusing(opStart, () -> {
            Op op = OpTable.op(opName, attributes, declared);
            return builder.add(op, operands);
        });
        if (!node.type().equals(declared)) {
            throw text.fail(start,
                    "%" + name + " is declared " + declared + ", but " + opName + " gives " + node.type(), null);
        }
        define(start, name, node);
    }

    private Node value() {
        int start = text.position();
        text.expect('%');
        String name = text.name("a value's name");
        Node node = values.get(name);
        if (node == null) {
            throw text.fail(start, "%" + name + " is not defined above", null);
        }
        return node;
    }

    private Attributes attributes() {
        Map<String, String> texts = new LinkedHashMap<>();
        do {
            int start = text.position();
            String name = text.name("an attribute's name");
            text.expect('=');
            String value = text.value();
            if (value.isEmpty()) {
                throw text.fail("the attribute '" + name + "' has no value");
            }
            if (texts.put(name, value) != null) {
                throw text.fail(start, "the attribute '" + name + "' is given twice", null);
            }
        } while (text.accept(','));
        text.expect('}');
        return new Attributes(texts);
    }

    private Map<String, Node> outputs() {
        Map<String, Node> outputs = new LinkedHashMap<>();
        do {
            int start = text.position();
            String name = "out" + outputs.size();
            if (!text.sees('%')) {
                name = text.name("an output");
                text.expect('=');
            }
            if (outputs.put(name, value()) != null) {
                throw text.fail(start, "the output '" + name + "' is given twice", null);
            }
        } while (text.accept(','));
        return outputs;
    }

    /** What {@code make} gives; what it refuses becomes an error at {@code start}. */
    private <T> T refusing(int start, Supplier<T> make) {
        try {
            return make.get();
        } catch (Diagnostic | IllegalArgumentException | ArithmeticException e) {
            throw text.fail(start, String.valueOf(e.getMessage()), e);
        }
    }
}
