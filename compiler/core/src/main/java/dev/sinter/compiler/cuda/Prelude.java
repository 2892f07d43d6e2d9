package dev.sinter.compiler.cuda;

import java.util.Set;

/** The functions that generated kernels call besides CUDA's own; a text starts with those that it uses. */
public enum Prelude {
    FLOOR_DIV("""
            // The quotient rounded down.
            __device__ __forceinline__ long long floorDiv(long long a, long long b) {
                long long q = a / b;
                return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
            }
            """),
    MIN_F32("""
            // NaN where either is; -0 is less than +0.
            __device__ __forceinline__ float least(float a, float b) {
                return a != a ? a : b != b ? b : a < b ? a : b < a ? b : __float_as_int(a) < 0 ? a : b;
            }
            """),
    MAX_F32("""
            // NaN where either is; +0 is greater than -0.
            __device__ __forceinline__ float greatest(float a, float b) {
                return a != a ? a : b != b ? b : a > b ? a : b > a ? b : __float_as_int(a) < 0 ? b : a;
            }
            """),
    MIN_F64("""
            // NaN where either is; -0 is less than +0.
            __device__ __forceinline__ double least(double a, double b) {
                return a != a ? a : b != b ? b : a < b ? a : b < a ? b : __double_as_longlong(a) < 0 ? a : b;
            }
            """),
    MAX_F64("""
            // NaN where either is; +0 is greater than -0.
            __device__ __forceinline__ double greatest(double a, double b) {
                return a != a ? a : b != b ? b : a > b ? a : b > a ? b : __double_as_longlong(a) < 0 ? b : a;
            }
            """),
    F32_TO_I32("""
            // Towards zero; beyond the ends of int its ends; NaN is 0.
            __device__ __forceinline__ int toInt(float x) {
                return x != x ? 0 : x >= 0x1p31f ? 2147483647 : x < -0x1p31f ? -2147483647 - 1 : (int) x;
            }
            """),
    F32_TO_I64("""
            // Towards zero; beyond the ends of long its ends; NaN is 0.
            __device__ __forceinline__ long long toLong(float x) {
                return x != x ? 0 : x >= 0x1p63f ? 9223372036854775807ll : x < -0x1p63f ? -9223372036854775807ll - 1 : (long long) x;
            }
            """),
    F64_TO_I32("""
            // Towards zero; beyond the ends of int its ends; NaN is 0.
            __device__ __forceinline__ int toInt(double x) {
                return x != x ? 0 : x >= 0x1p31 ? 2147483647 : x <= -0x1p31 ? -2147483647 - 1 : (int) x;
            }
            """),
    F64_TO_I64("""
            // Towards zero; beyond the ends of long its ends; NaN is 0.
            __device__ __forceinline__ long long toLong(double x) {
                return x != x ? 0 : x >= 0x1p63 ? 9223372036854775807ll : x < -0x1p63 ? -9223372036854775807ll - 1 : (long long) x;
            }
            """),
    F16_TO_F32("""
            // The value of a half-precision float; all are exact.
            __device__ __forceinline__ float halfToFloat(unsigned short bits) {
                int sign = (bits & 0x8000) << 16, exponent = bits >> 10 & 31, fraction = bits & 1023;
                if (exponent == 0) return sign != 0 ? -(fraction * 0x1p-24f) : fraction * 0x1p-24f;
                return __int_as_float(sign | (exponent == 31 ? 0x7f800000 : exponent + 112 << 23) | fraction << 13);
            }
            """),
    F32_TO_F16("""
            // To the nearest half-precision float, ties to even. A sum with 0.5 rounds a subnormal one to its last place, 2^-24.
            __device__ __forceinline__ unsigned short floatToHalf(float x) {
                int bits = __float_as_int(x), magnitude = bits & 0x7fffffff, half;
                if (magnitude > 0x7f800000) half = 0x7e00;
                else if (magnitude >= 0x477ff000) half = 0x7c00;
                else if (magnitude < 0x38800000) half = __float_as_int(__int_as_float(magnitude) + 0.5f) - 0x3f000000;
                else half = (magnitude + 0xfff + (magnitude >> 13 & 1) >> 13) - (112 << 10);
                return (unsigned short) (half | bits >> 16 & 0x8000);
            }
            """),
    F32_TO_BF16("""
            // To the nearest bfloat16, ties to even.
            __device__ __forceinline__ unsigned short floatToBfloat16(float x) {
                unsigned bits = (unsigned) __float_as_int(x);
                if (x != x) return (unsigned short) (bits >> 16 | 0x40);
                return (unsigned short) (bits + 0x7fff + (bits >> 16 & 1) >> 16);
            }
            """),
    DIV_I32("""
            // Towards zero, wrapping; by zero is a fault.
            __device__ __forceinline__ int divided(int a, int b, int* fault) {
                if (b == 0) *fault = 2;
                return b == 0 ? 0 : b == -1 ? (int) (0u - (unsigned) a) : a / b;
            }
            """),
    REM_I32("""
            // What division towards zero leaves; by zero is a fault.
            __device__ __forceinline__ int remaining(int a, int b, int* fault) {
                if (b == 0) *fault = 2;
                return b == 0 || b == -1 ? 0 : a % b;
            }
            """),
    DIV_I64("""
            // Towards zero, wrapping; by zero is a fault.
            __device__ __forceinline__ long long divided(long long a, long long b, int* fault) {
                if (b == 0) *fault = 2;
                return b == 0 ? 0 : b == -1 ? (long long) (0ull - (unsigned long long) a) : a / b;
            }
            """),
    REM_I64("""
            // What division towards zero leaves; by zero is a fault.
            __device__ __forceinline__ long long remaining(long long a, long long b, int* fault) {
                if (b == 0) *fault = 2;
                return b == 0 || b == -1 ? 0 : a % b;
            }
            """);

    /** What a kernel writes to its fault cell when an index lies outside its tensor; 2 is a division by zero. */
    static final int OUTSIDE = 1;

    static final int BY_ZERO = 2;

    private final String text;

    Prelude(String text) {
        this.text = text;
    }

    /** These functions, in order. */
    static String of(Set<Prelude> used) {
        StringBuilder text = new StringBuilder();
        for (Prelude function : values()) {
            if (used.contains(function)) {
                text.append(function.text);
            }
        }
        return text.toString();
    }
}
