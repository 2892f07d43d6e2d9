package dev.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.text.Parser;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C8: ops that hold graphs")
class ControlTest {
    private static final TensorType VECTOR = TensorType.parse("f32[3]");
    private static final TensorType BOOL = TensorType.of(DType.BOOL);
    private static final Body SAME = Body.parse("{graph @same(%x: f32[3]) { return %x }}");
    private static final Body SUM = Body
            .parse("{graph @sum(%x: f32[3]) { %0: f32[] = reduce %x {kind=sum, axes=[0]} return %0 }}");
    private static final Body STEP = Body
            .parse("{graph @step(%c: f32[3], %x: f32[]) { %0: f32[3] = add %c, %x return c=%0, y=%x }}");

    private static void refuses(Op op, List<TensorType> operands, String message) {
        assertThatThrownBy(() -> op.type(operands)).isInstanceOf(Diagnostic.class).hasMessage(message);
    }

    @Test
    @DisplayName("C8: a cond has the results of its branches")
    void condTypes() {
        assertThat(new Cond(SAME, SAME, 0).type(List.of(BOOL, VECTOR))).isEqualTo(VECTOR);
        refuses(new Cond(SAME, SAME, 1), List.of(BOOL, VECTOR),
                "cond has 1 results, numbered from 0; there is no result 1");
        refuses(new Cond(SAME, SUM, 0), List.of(BOOL, VECTOR), "cond: one branch gives [f32[3]] and the other [f32[]];"
                + " both give tensors of the same dtypes and shapes: cast, or expand");
        refuses(new Cond(SAME, SAME, 0), List.of(VECTOR, VECTOR), "cond: the predicate is f32[3]; one bool, a tensor of"
                + " bool[], is needed: compare, and reduce with all() or any() if there are several");
        refuses(new Cond(SAME, SAME, 0), List.of(BOOL, BOOL),
                "cond: the first branch is for [f32[3]], but it is given [bool[]]");
    }

    @Test
    @DisplayName("C8: a while loop keeps the types of its carries")
    void whileTypes() {
        Body holds = Body.parse("{graph @holds(%x: f32[3]) { %0: bool[] = constant {value=true} return %0 }}");
        assertThat(new While(holds, SAME, 0).type(List.of(VECTOR))).isEqualTo(VECTOR);
        refuses(new While(SUM, SAME, 0), List.of(VECTOR), "while: the condition's value is f32[]; one bool, a tensor of"
                + " bool[], is needed: compare, and reduce with all() or any() if there are several");
        refuses(new While(holds, SUM, 0), List.of(VECTOR), "while: carry 0 is f32[3] before a step and f32[] after it;"
                + " a carry keeps its dtype and shape: cast it, or begin with the type that it is to have");
    }

    @Test
    @DisplayName("C8: a scan gives its last carries, what was stacked, and the carries before each step")
    void scanTypes() {
        List<TensorType> operands = List.of(VECTOR, TensorType.parse("f32[T]"));
        Scan scan = new Scan(STEP, 1, 1, Dim.symbol("T"), false, 0);
        assertThat(scan.results(operands)).map(TensorType::toString).containsExactly("f32[3]", "f32[T]", "f32[T,3]");
        refuses(scan, List.of(VECTOR, TensorType.parse("f32[4]")), "scan: sequence 0 is f32[4], but there are T steps;"
                + " its first axis must have as many positions");
        refuses(new Scan(SUM, 1, 0, Dim.of(2), false, 0), List.of(VECTOR), "scan: carry 0 is f32[3] before a step and"
                + " f32[] after it; a carry keeps its dtype and shape: cast it, or begin with the type that it is to have");
    }

    @Test
    @DisplayName("C8: the verifier looks into bodies; their symbols are those around them")
    void bodiesAreVerified() {
        String text = """
                graph @g(%x: f32[SIZE]) {
                  %0: f32[] = constant {value=0.0}
                  %1: f32[] = scan %0, %x {body={graph @b(%c: f32[], %e: f32[]) { %0: i64[] = size {dim=N} \
                %1: f32[] = cast %0 {to=f32} %2: f32[] = add %c, %1 return %2 }}, carries=1, sequences=1, length=SIZE, \
                reverse=false, result=0}
                  return %1
                }
                """;
        assertThat(Verifier.problems(Parser.parse(text.replace("SIZE", "N")))).isEmpty();
        assertThat(Verifier.problems(Parser.parse(text.replace("SIZE", "4")))).hasSize(1).first().asString()
                .startsWith("the inputs' sizes determine every symbol, but").endsWith("mentions N");
    }
}
