package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RequirementTest {
    @Test
    @DisplayName("C7: a size for which a slice of a symbolic axis does not fit is refused before anything is read")
    void sliceOfSymbolicAxis() {
        Executable program = Compiler.strict().compile(Parser.parse("""
                graph @tail(%x: f32[N]) {
                  %0: f32[2] = slice %x {starts=[3], sizes=[2], steps=[1]}
                  return y=%0
                }
                """), "dev.sinter.program.Tail", Set.of()).load();
        Buffer[] result = new Buffer[1];
        program.run(new Buffer[]{Buffer.of(new float[]{0, 1, 2, 3, 4}, 5)}, result);
        assertThat(result[0].floats()).containsExactly(3, 4);
        assertThatThrownBy(() -> program.run(new Buffer[]{Buffer.of(new float[4], 4)}, new Buffer[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tail: slice does not fit: N-5 is -1, but must be 0 or more, where N = 4 (dimension 0 of x)");
    }
}
