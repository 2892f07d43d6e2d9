package dev.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sinter.ir.text.OpTable;
import dev.sinter.ir.text.Parser;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A diagnostic")
class DiagnosticTest {
    @Test
    void knowsTheLineThatAsked() {
        Graph.Builder builder = Graph.builder();
        Node a = builder.input("a", TensorType.of(DType.F32, 2, 3));
        Node b = builder.input("b", TensorType.of(DType.F32, 4));
        Diagnostic problem = catchThrowableOfType(Diagnostic.class, () -> {
            builder.add(Elementwise.ADD, a, b);
        });
        int asked = new Throwable().getStackTrace()[0].getLineNumber() - 2;
        assertThat(problem.userLine()).hasValueSatisfying(line -> {
            assertThat(line.getClassName()).isEqualTo(DiagnosticTest.class.getName());
            assertThat(line.getLineNumber()).isEqualTo(asked);
        });
    }

    @Test
    void hasNoUserLineWhereNobodyAsked() {
        Diagnostic problem = new Diagnostic("oh");
        problem.setStackTrace(new StackTraceElement[]{
            new StackTraceElement("dev.sinter.Tensor", "add", "Tensor.java", 1),
            new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1)
        });
        assertThat(problem.userLine()).isEmpty();
        problem.setStackTrace(new StackTraceElement[]{
            new StackTraceElement("dev.sinter.Tensor", "add", "Tensor.java", 1),
            new StackTraceElement("dev.sinter.samples.digits.Main", "main", "Main.java", 7),
            new StackTraceElement("com.user.App", "main", "App.java", 1)
        });
        assertThat(problem.userLine().orElseThrow().getLineNumber()).isEqualTo(7);
    }

    /** What was asked, what came, what is needed, what to do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add a b       | f32[2,3] | f32[4]     | add: shapes [2, 3] and [4] do not broadcast: axis 1 is 3 in one and 4 in the other; sizes must be equal, or one of them 1
            add a b       | f32[2]   | f64[2]     | add: dtypes f32 and f64 differ; cast one of them
            exp a         | i32[2]   | f32[2]     | exp of i32[2]: a floating dtype is needed
            neg a         | bool[2]  | f32[2]     | neg of bool[2]: a numeric dtype is needed
            not a         | f32[2]   | f32[2]     | not of f32[2]: an integer dtype or bool is needed
            where a b b   | f32[2]   | f32[2]     | where: the condition is f32[2]; a bool tensor is needed
            matmul a b    | f32[2,3] | f32[4,5]   | matmul: shapes [2, 3] and [4, 5] do not fit: the last axis of the first is 3, the last but one of the second is 4; they must be equal
            matmul a b    | f32[3]   | f32[3,5]   | matmul: [3] x [3, 5]: both need at least two axes
            add a         | f32[2]   | f32[2]     | add takes 2 inputs, not 1
            """)
    void saysWhatWasAskedWhatCameAndWhatIsNeeded(String call, String a, String b, String message) {
        String[] words = call.split(" ");
        Graph.Builder builder = Graph.builder();
        List<Node> operands = Arrays.stream(words)
                .skip(1)
                .map(name -> builder.input(name, TensorType.parse(name.equals("a") ? a : b)))
                .toList();
        Op op = OpTable.op(words[0], Attributes.NONE, TensorType.parse(a));
        assertThat(catchThrowableOfType(Diagnostic.class, () -> builder.add(op, operands))).hasMessage(message);
    }

    @Test
    void isTheCauseOfWhatTheParserRefuses() {
        String text = "graph @g(%a: i32[2]) {\n  %0: i32[2] = exp %a\n  return %0\n}";
        assertThat(catchThrowableOfType(RuntimeException.class, () -> Parser.parse(text)))
                .hasMessage("2:16: exp of i32[2]: a floating dtype is needed")
                .hasCauseInstanceOf(Diagnostic.class);
    }
}
