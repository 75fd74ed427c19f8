"""How a name sounds: syllables of Hanyu Pinyin without tones, and their initials.

One character after another, because a name is no sentence: a dictionary of words would read 王朝阳 by 朝阳区. What a dictionary
of characters cannot know is written here: surnames that sound otherwise than their character does elsewhere (单 is
Shàn, 仇 is Qiú), and characters of which people of one name say this, of another that.
"""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

Reading = tuple[str, ...]
"""The ways to say one character, the likeliest first."""


def _table(text: str) -> dict[str, Reading]:
    return {written: tuple(said.split("/")) for written, said in (one.split("=") for one in text.split())}


_DOUBLE_SURNAMES = _table("""
万俟=mo'qi 尉迟=yu'chi 长孙=zhang'sun 单于=chan'yu 澹台=tan'tai 令狐=ling'hu 宰父=zai'fu 皇甫=huang'fu 鲜于=xian'yu
呼延=hu'yan 夏侯=xia'hou 亓官=qi'guan 子车=zi'che/zi'ju 濮阳=pu'yang 淳于=chun'yu 公冶=gong'ye 澹臺=tan'tai
""")
"""A surname of two characters is one word with a reading of its own."""

_SURNAMES = _table("""
仇=qiu 区=ou 单=shan 解=xie 查=zha 曾=zeng 翟=zhai/di 盖=ge/gai 朴=piao/pu 缪=miao 乐=yue/le 召=shao/zhao 员=yun/yuan
种=chong 重=chong 黑=he/hei 折=she/zhe 繁=po 秘=bi/mi 尉=wei/yu 宓=mi/fu 覃=qin/tan 那=na/nuo 能=nai 牟=mu/mou
祭=zhai/ji 洗=xian 隗=wei/kui 卜=bu 柏=bai/bo 薄=bo/bao 车=che 都=du/dou 郗=xi/chi 谌=chen/shen 行=xing/hang
长=chang/zhang 句=gou 盛=sheng 炅=gui 莘=shen/xin 郇=xun/huan 乜=nie 佴=nai 晟=cheng 适=kuo 便=pian 藏=zang 降=jiang
朝=chao 蕃=bo 殷=yin 费=fei/bi 厘=xi 阚=kan 郄=qie/xi
""")

_GIVEN = _table("""
乐=le/yue 朝=chao/zhao 重=chong/zhong 长=chang/zhang 行=xing/hang 曾=zeng/ceng 单=dan/shan 解=jie/xie 盛=sheng/cheng
晟=sheng/cheng 茜=qian/xi 柏=bai/bo 薄=bo/bao 莘=xin/shen 奇=qi/ji 会=hui/kuai 降=xiang/jiang 露=lu/lou 都=du/dou
强=qiang/jiang 传=chuan/zhuan 还=huan/hai 弹=dan/tan 参=shen/can 省=sheng/xing 率=shuai/lv 蕃=fan/bo 娜=na/nuo
峤=qiao/jiao 殷=yin/yan 车=che/ju 藏=zang/cang 樂=le/yue
""")

_HAN = re.compile("[〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_SOUNDED = re.compile(f"{_HAN.pattern}|[A-Za-z]+")
_DOT = re.compile("[·•.．‧・]")
"""Between the parts of a Uyghur, Kazakh or Tibetan name, of which the first is no Chinese surname."""

_U = str.maketrans({"ü": "v", "Ü": "v"})


def readings(name: str) -> tuple[Reading, ...]:
    """The ways to say each character of a name; Latin letters stand for themselves, other signs are not sounded."""
    surname = _surname(name)
    rest = name[len(surname) :]
    return (*surname, *(_reading(one) for one in _SOUNDED.findall(rest)))


def syllables(name: str) -> tuple[str, ...]:
    """The likeliest way to say a name: 曾国藩 -> zeng, guo, fan. `ü` is written `v`."""
    return tuple(said[0] for said in readings(name))


def initials(name: str) -> str:
    """The first letters of its syllables: 曾国藩 -> zgf."""
    return "".join(syllable[0] for syllable in syllables(name))


def typed_sound(text: str) -> str:
    """Letters as a person types them, in the spelling of this module: lower case, `lü`, `lyu` and `lv` are one."""
    letters = "".join(one for one in text.lower().translate(_U) if "a" <= one <= "z")
    return letters.replace("lyu", "lv").replace("nyu", "nv")


def _surname(name: str) -> tuple[Reading, ...]:
    """Of each of its characters; empty where the name begins with none that sounds otherwise than usual."""
    if _DOT.search(name) or len(name) < 2:
        return ()
    if len(name) > 2 and (double := _DOUBLE_SURNAMES.get(name[:2])):
        return tuple(tuple(dict.fromkeys(said)) for said in zip(*(way.split("'") for way in double), strict=True))
    return (_SURNAMES[name[0]],) if name[0] in _SURNAMES else ()


@lru_cache(maxsize=30_000)
def _reading(sounded: str) -> Reading:
    if sounded.isascii():
        return (sounded.lower(),)
    return _GIVEN.get(sounded) or (lazy_pinyin(sounded)[0].translate(_U),)
