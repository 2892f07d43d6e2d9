package dev.sinter.ir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.ir.text.OpTable;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Judged by plain loops,")
class StructuralJudgeTest {
    static List<StructuralRows.Row> rows() {
        return StructuralRows.rows();
    }

    @Test
    @DisplayName("every op has a row")
    void everyOpHasARow() {
        TreeSet<String> needed = new TreeSet<>();
        leaves(Op.class).forEach(leaf -> needed.add(leaf.getName()));
        // An input is given, not computed; pointwise ops have a table of their own.
        needed.remove(Source.Input.class.getName());
        needed.remove(Elementwise.class.getName());
        TreeSet<String> judged = new TreeSet<>();
        rows().forEach(row -> judged.add(row.op().getClass().getName()));
        assertThat(judged).isEqualTo(needed);
        assertThat(rows().stream().map(StructuralRows.Row::op).filter(Reduce.Over.class::isInstance)
                .map(op -> ((Reduce.Over) op).kind()))
                .contains(Reduce.Kind.values());
        assertThat(rows().stream().map(StructuralRows.Row::op).filter(Row.Accumulate.class::isInstance)
                .map(op -> ((Row.Accumulate) op).kind()))
                .contains(Row.Kind.values());
    }

    @Test
    @DisplayName("every op can be read from text")
    void everyOpCanBeReadFromText() {
        TreeSet<String> names = new TreeSet<>();
        rows().forEach(row -> names.add(row.op().opName()));
        Stream.of(Elementwise.values()).forEach(op -> names.add(op.opName()));
        assertThat(OpTable.names()).isEqualTo(names);
    }

    private static Stream<Class<?>> leaves(Class<?> family) {
        return family.isSealed()
                ? Stream.of(family.getPermittedSubclasses()).flatMap(StructuralJudgeTest::leaves)
                : Stream.of(family);
    }

    @ParameterizedTest(name = "{0} has its value")
    @MethodSource("rows")
    void hasItsValue(StructuralRows.Row row) {
        Random random = new Random(row.toString().hashCode());
        Graph.Builder builder = Graph.builder();
        List<Node> inputs = new ArrayList<>();
        Map<String, Literal> values = new LinkedHashMap<>();
        for (TensorType type : row.inputs()) {
            String name = "x" + inputs.size();
            inputs.add(builder.input(name, type));
            values.put(name,
                    value(Symbols.evaluate(type, StructuralRows.SYMBOLS), index(row, inputs.size() - 1), random));
        }
        Node node = builder.add(row.op(), inputs);
        // The symbols come from the sizes of one more input.
        Node sizes = builder.input("sizes",
                new TensorType(DType.BOOL, Shape.of(Dim.symbol("N"), Dim.symbol("M"), Dim.symbol("K"))));
        values.put("sizes", new Literal(TensorType.of(DType.BOOL, 5, 3, 2), new long[30]));
        List<Node> all = new ArrayList<>(inputs);
        all.add(sizes);
        Graph graph = Verifier.verify(builder.graph("g", all, Map.of("y", node)));

        String text = Printer.print(graph);
        Graph read = Parser.parse(text);
        assertThat(Printer.print(read)).isEqualTo(text);
        assertThat(read.outputs().get("y").op()).isEqualTo(row.op());

        Literal result = Interpreter.run(read, values).get("y");
        assertThat(result.type()).isEqualTo(Symbols.evaluate(node.type(), StructuralRows.SYMBOLS));
        List<Array> operands = values.values().stream().limit(inputs.size()).map(Array::of).toList();
        judge(row, result, operands);
    }

    private static int index(StructuralRows.Row row, int operand) {
        boolean integer = row.inputs().get(operand).dtype().isInteger();
        return integer && operand == 1 ? row.below() : 0;
    }

    private static Literal value(TensorType type, int below, Random random) {
        long[] bits = new long[Math.toIntExact(type.shape().numel().constant())];
        for (int i = 0; i < bits.length; i++) {
            DType dtype = type.dtype();
            double number = dtype.isFloating()
                    ? random.nextInt(7) == 0 ? random.nextInt(3) - 1 : random.nextGaussian()
                    : random.nextInt(9) - 4;
            bits[i] = below > 0
                    ? random.nextInt(below)
                    : dtype == DType.BOOL ? random.nextInt(2) : Literals.bits(dtype, number);
        }
        return new Literal(type, bits);
    }

    private static void judge(StructuralRows.Row row, Literal result, List<Array> operands) {
        int[] sizes = Array.sizes(result.shape());
        double[] expected = row.reference().of(operands, sizes).data();
        double[] actual = result.toDoubles();
        double[] magnitudes = row.terms() == 0
                ? expected
                : row.reference().of(operands.stream().map(Array::magnitudes).toList(), sizes).data();
        for (int i = 0; i < actual.length; i++) {
            if (row.terms() == 0) {
                // Plus zero: a sum's zero has its own rule for the sign.
                assertThat(actual[i] + 0.0).as("%s: element %s", row, i).isEqualTo(expected[i] + 0.0);
                continue;
            }
            DType dtype = result.dtype();
            Precision computed = Precision.of(dtype.computed());
            // The reference sums in float64 itself.
            double roundings = row.terms() * (computed.unit() + Precision.F64.unit())
                    + (dtype == dtype.computed() ? 0 : Precision.of(dtype).unit());
            double bound = 1.01 * roundings * magnitudes[i] + Precision.of(dtype).least();
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s: element %s is %s, not %s", row, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(bound);
        }
    }
}
