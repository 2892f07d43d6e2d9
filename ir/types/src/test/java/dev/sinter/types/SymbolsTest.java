package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Symbols")
class SymbolsTest {
    private static Map<String, Long> bind(String declared, String given) {
        List<TensorType> needed = types(declared);
        List<String> names = Stream.of("x", "y", "z").limit(needed.size()).toList();
        return Symbols.bind(names, needed, types(given));
    }

    private static List<TensorType> types(String texts) {
        return Stream.of(texts.split(" ")).map(TensorType::parse).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f32[N]                  | f32[3]            | {N=3}
            f32[N] f32[N,M]         | f32[3] f32[3,0]   | {M=0, N=3}
            f32[2*N+1]              | f32[7]            | {N=3}
            f32[N+M] f32[M]         | f32[7] f32[2]     | {M=2, N=5}
            f32[N*M,N,M]            | f32[6,2,3]        | {M=3, N=2}
            f32[floordiv(N,2),N]    | f32[2,5]          | {N=5}
            f32[2]                  | f32[2]            | {}
            """)
    void areSolvedFromTheSizesThatCome(String declared, String given, String values) {
        assertThat(bind(declared, given)).hasToString(values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f32[N]           | f64[3]        | %x is declared f32[N], but f64[3] was given: dtype and rank must be equal
            f32[N]           | f32[3,1]      | %x is declared f32[N], but f32[3,1] was given: dtype and rank must be equal
            f32[N] f32[N]    | f32[3] f32[4] | %y is declared f32[N], but f32[4] was given: axis 0 is 4, but N = 3 is needed
            f32[4]           | f32[3]        | %x is declared f32[4], but f32[3] was given: axis 0 is 3, but 4 is needed
            f32[2*N+1]       | f32[4]        | %x is declared f32[2*N+1], but f32[4] was given: axis 0 is 4, which is 2*N+1 for no N
            f32[N+3]         | f32[2]        | %x is declared f32[N+3], but f32[2] was given: axis 0 is 2, which is N+3 for no N
            f32[N*M]         | f32[4]        | the symbol M of the dimension M*N has no value; known are {}
            """)
    void areRefusedWhereTheyDoNotFit(String declared, String given, String message) {
        assertThatThrownBy(() -> bind(declared, given)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void areDeterminedByTheSameRule() {
        assertThat(Symbols.determined(List.of(Shape.parse("[N+M,M]"), Shape.parse("[K*K,floordiv(L,2)]"))))
                .containsExactlyInAnyOrder("M", "N");
    }
}
