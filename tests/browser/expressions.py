"""What the calculator is given, and what it is to show: values, forms of them, faults, and expressions made up."""

import ast
import math
from collections.abc import Callable
from random import Random

VALUES = {
    "0.1+0.2": 0.1 + 0.2,
    "1 - 2 - 3": 1 - 2 - 3,
    "2+3×4": 14,
    "8÷4÷2": 1,
    "8/(4/2)": 4,
    "2*3^2": 18,
    "2^3^2": 512,
    "(2^3)^2": 64,
    "−2^2": -4,
    "-2^2": -4,
    "(-2)^2": 4,
    "2^-1": 0.5,
    "2^-2^2": 2**-4,
    "3--2": 5,
    "3*-2": -6,
    "+4": 4,
    "--4": 4,
    "(-8)^3": -512,
    "4^0.5": 2,
    "0^0": 1,
    "2(3+4)": 14,
    "(1+2)(3+4)": 21,
    "2(3)^2": 18,
    "2^2(3)": 12,
    "-2(3)": -6,
    "1/2*3(4)": 6,
    "2exp(1)": 2 * math.e,
    "2√3": 2 * math.sqrt(3),
    "√2": math.sqrt(2),
    "√(2)^2": 2,
    "√√16": 2,
    "sqrt(2)": math.sqrt(2),
    "exp(-1.5)": math.exp(-1.5),
    "EXP(1)": math.e,
    "ln(2)": math.log(2),
    "log₂(10)": math.log2(10),
    "log2(8)": 3,
    "tanh(0.5)": math.tanh(0.5),
    "σ(0)": 0.5,
    "σ(2)": 1 / (1 + math.exp(-2)),
    "sigmoid(-2)": 1 / (1 + math.exp(2)),
    "σ(-800)": 0,
    "1-tanh(ln(2)/2)^2": 1 - math.tanh(math.log(2) / 2) ** 2,
    "0.5(σ(1)+σ(-1))": 0.5,
    "1.5e-3*2": 3e-3,
    "2e3": 2000,
    ".5+5.": 5.5,
    "2**3": 8,
    "3²+4²": 25,
    "2⁻¹": 0.5,
    "１＋２×３": 7,
    "（１−２）ー３": -4,
    "1+2=": 3,
    "1/3": 1 / 3,
    "2/3*10^20": 2 / 3 * 1e20,
    "10^10": 1e10,
    "9999999999": 9999999999,
    "1/3*10^-8": 1e-8 / 3,
    "0.000001": 1e-6,
    "-1/7000000": -1 / 7_000_000,
    "1e300*1e-300": 1,
}
SHOWN = {
    "1/3": "0.3333333333",
    "2/3": "0.6666666667",
    "0.1+0.2": "0.3",
    "1/8": "0.125",
    "-1/3*10^-8": "-3.333333333e-9",
    "2^40": "1.099511628e12",
    "10^9": "1000000000",
    "3-3": "0",
    "-0": "0",
    "0.000001": "0.000001",
}
FAULTS = {
    "": ("式を入力してください", "Type an expression"),
    "2+x": ("「x」は使えません", "“x” cannot be used"),
    "1,5": ("「,」は使えません", "“,” cannot be used"),
    "alert(1)": ("「alert」は使えません", "“alert” cannot be used"),
    "constructor(1)": ("「constructor」は使えません", "“constructor” cannot be used"),
    "𝒙": ("「𝒙」は使えません", "“𝒙” cannot be used"),
    "(1+2": ("かっこが閉じていません", "A bracket is not closed"),
    "1+2)": ("対応する ( のない )", "without its ("),
    "ln 2": ("ln の後に ( が必要", "ln needs a ("),
    "3+": ("「+」の前か後に数が足りません", "missing before or after “+”"),
    "*3": ("「×」の前か後に数が足りません", "missing before or after “×”"),
    "()": ("「(」の前か後に数が足りません", "missing before or after “(”"),
    "2 3": ("「2 3」の間に演算子がありません", "An operator is missing in “2 3”"),
    "1.2.3": ("「1.2 .3」の間に演算子がありません", "An operator is missing in “1.2 .3”"),
    "(2)3": ("「) 3」の間に演算子がありません", "An operator is missing in “) 3”"),
    "6÷2(1+2)": ("どこまで割るのか決まりません", "not clear what is divided by"),
    "1/2exp(1)": ("どこまで割るのか決まりません", "not clear what is divided by"),
    "1/0": ("0 で割ることはできません", "Division by 0"),
    "0^-1": ("0 で割ることはできません", "Division by 0"),
    "ln(0)": ("対数は正の数だけに使えます。ここでは 0 です", "needs a positive number; here it is 0"),
    "log₂(2-5)": ("対数は正の数だけに使えます。ここでは -3 です", "needs a positive number; here it is -3"),
    "√(1-2)": ("√ の中が負の数（-1）", "√ of a negative number (-1)"),
    "(-8)^(1/2)": ("負の数の 0.5 乗", "A negative number to the power 0.5"),
    "exp(1000)": ("値が大きすぎます", "The value is too large"),
    "10^200*10^200": ("値が大きすぎます", "The value is too large"),
    "Ans+1": ("まだ計算した値がありません", "There is no answer yet"),
}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "ln": math.log,
    "log2": math.log2,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: math.pow,
}


def python(node: ast.expr) -> float:
    """The value of an expression as Python reads it, from its tree; raises where there is none."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -python(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            return OPERATORS[type(operator)](python(left), python(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](python(argument))
    raise AssertionError(ast.dump(node))


def made(random: Random, depth: int) -> str:
    """A random expression, with no more brackets than it needs by chance."""
    if depth == 0 or random.random() < 0.15:
        return random.choice([str(random.randint(0, 9)), f"{random.uniform(0, 3):.2f}", f"{random.uniform(0, 1):.3f}"])
    inner = [made(random, depth - 1) for _ in range(2)]
    kind = random.random()
    if kind < 0.6:
        return f"{inner[0]}{random.choice('+-*/')}{inner[1]}"
    if kind < 0.7:
        return f"{inner[0]}^{random.choice(['2', '-1', '0.5', '3^2', '(1-2)'])}"
    if kind < 0.8:
        return f"({inner[0]})"
    if kind < 0.9:
        return f"-{inner[0]}"
    return f"{random.choice(list(FUNCTIONS))}({inner[0]})"
